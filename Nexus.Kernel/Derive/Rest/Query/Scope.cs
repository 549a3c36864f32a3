using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>A resource as it stands in a statement: its table under an alias, and the condition under which the caller may see a row of it.</summary>
internal sealed record Scope(ResourceType Resource, Shape Shape, string Alias, Sql Table, Sql? Rule)
{
    /// <exception cref="Fault">400 when there is no such field.</exception>
    public Field Field(string name) => Shape.Find(name)
        ?? throw Fault.Malformed("unknown_field", $"{Resource.FullName} has no field {(name.Length <= 60 ? name : name[..60] + "…")}.", name.Length <= 60 ? name : name[..60] + "…");
}
