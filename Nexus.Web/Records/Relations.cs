using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Nexus.Web.Frame;

namespace Nexus.Web.Records;

/// <summary>Which resources reference one, as far as somebody may see them: parts of it first, then those of its module, then the others.</summary>
internal static class Relations
{
    /// <summary>More tabs than these nobody reads.</summary>
    public const int TabsMax = 14;

    public static IReadOnlyList<Relation> Of(ResourceType resource, NexusModel model, Tenant tenant, Func<string, bool> may, Labels labels)
    {
        var found = model.Resources
            .Where(r => tenant.Has(r.Module) && !r.IsAbout && may(r.ReadPermission))
            .SelectMany(r => r.Fields.Where(f => f.References == resource.FullName && !f.System).Select(f => (Resource: r, Field: f)))
            .OrderBy(x => x.Resource.Parent == x.Field ? 0 : x.Resource.Module == resource.Module ? 1 : 2)
            .Take(TabsMax)
            .ToArray();
        return [.. found.Select(x => new Relation(x.Resource, x.Field, found.Count(y => y.Resource == x.Resource) == 1
            ? labels.Many(x.Resource)
            : $"{labels.Many(x.Resource)} · {labels.Of(x.Resource, x.Field)}"))];
    }
}
