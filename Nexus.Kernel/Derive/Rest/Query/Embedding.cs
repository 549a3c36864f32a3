using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>How a resource is tied to the one that it is embedded in.</summary>
/// <param name="Field">The reference: on the outer resource when <paramref name="ToOne"/>, else on the embedded one.</param>
internal sealed record Embedding(ResourceType Resource, Field Field, bool ToOne)
{
    /// <summary>
    /// By a reference's own name (<c>company</c> for <c>company_id</c>), by the plural of the resources that reference this one
    /// (<c>contacts</c>), or by the name of the resource referenced. The hint names the reference where there are several.
    /// </summary>
    /// <exception cref="Fault">400 when nothing or more than one thing is meant.</exception>
    public static Embedding Find(NexusModel model, Func<string, bool> hasModule, ResourceType outer, string name, string? hint)
    {
        var toOne = outer.Fields.Where(f => f.References is not null)
            .Select(f => new Embedding(model.FindResource(f.References!)!, f, ToOne: true)).ToArray();
        var toMany = model.Resources.Where(r => r.Plural == name || $"{r.Module}_{r.Plural}" == name)
            .SelectMany(r => r.Fields.Where(f => f.References == outer.FullName).Select(f => new Embedding(r, f, ToOne: false)));

        IEnumerable<Embedding>[] ways =
        [
            toOne.Where(e => e.Field.EmbedName == name || e.Field.Name == name),
            toMany,
            toOne.Where(e => e.Resource.Name == name || e.Resource.Plural == name),
        ];
        foreach (var way in ways)
        {
            var found = way.Where(e => hasModule(e.Resource.Module) && (hint is null || e.Field.Name == hint || e.Field.EmbedName == hint)).ToArray();
            if (found.Length > 1 && found.Where(e => e.Resource.Module == outer.Module).ToArray() is { Length: 1 } near)
                return near[0];
            if (found.Length == 1)
                return found[0];
            if (found.Length > 1)
                throw Fault.Malformed("ambiguous_embed", $"{Short(name)} can mean several references. Name one: {string.Join(", ", found.Select(e => $"{name}!{e.Field.Name}"))}.", Short(name));
        }

        throw Fault.Malformed("unknown_embed", $"{outer.FullName} has no relation to {Short(name)}.", Short(name));
    }

    private static string Short(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
