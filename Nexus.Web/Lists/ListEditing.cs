using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Lists;

/// <summary>Which cells of a list can be changed where they stand.</summary>
internal static class ListEditing
{
    public static IReadOnlySet<Field> Fields(Shape shape, NexusModel model, Looker who)
    {
        if (model.FindOperation($"{shape.Resource.FullName}.update") is not { HasTarget: true } update || who.Caller.Rights.RowsFor(update.Name) is null)
            return new HashSet<Field>();
        var sent = update.Fields.Select(f => f.Name).ToHashSet();
        return shape.Fields.Where(f => (f.IsCustom || sent.Contains(f.Name)) && f.Kind is not FieldKind.Json).ToHashSet();
    }
}
