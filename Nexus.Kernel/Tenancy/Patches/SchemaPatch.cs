using System.Text;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Tenancy.Patches;

/// <summary>A change of tenants' tables that takes something away or turns it into something else, which the additive sync never does by itself.</summary>
/// <param name="Number">From 1 in each module; each number is applied once in each tenant, in their order.</param>
/// <param name="Module">The module whose tables it changes.</param>
/// <param name="Why">In one sentence.</param>
/// <param name="Statements">SQL; <c>{schema}</c> stands for the tenant's schema.</param>
public sealed record SchemaPatch(int Number, string Module, string Why, string Statements);

/// <summary>Which patches a tenant needs, and the note that it has them.</summary>
internal static class SchemaPatches
{
    public static IEnumerable<SchemaPatch> Of(NexusModel model, IReadOnlySet<string> modules) =>
        model.Modules.Where(m => modules.Contains(m.Name)).SelectMany(m => m.Patches).OrderBy(p => p.Module, StringComparer.Ordinal).ThenBy(p => p.Number);

    /// <summary>Part of the fingerprint: a new patch puts every tenant behind.</summary>
    public static void AddTo(StringBuilder fingerprint, NexusModel model, IReadOnlySet<string> modules)
    {
        foreach (var patch in Of(model, modules))
            fingerprint.Append(patch.Module).Append(' ').Append(patch.Number).Append('\n');
    }

    /// <summary>Notes patches as applied; those whose tables have just been made as they are declared now need no more than the note.</summary>
    public static Sql Note(Guid tenant, IEnumerable<SchemaPatch> patches)
    {
        var all = patches.ToArray();
        return $"insert into nexus.patches (tenant_id, module, number, why) select {tenant}, * from unnest({all.Select(p => p.Module).ToArray()}, {all.Select(p => p.Number).ToArray()}, {all.Select(p => p.Why).ToArray()}) on conflict do nothing";
    }
}
