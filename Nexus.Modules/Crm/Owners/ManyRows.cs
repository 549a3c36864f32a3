using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Owners;

/// <summary>Rows named by id for an operation that changes all of them or none.</summary>
internal static class ManyRows
{
    /// <summary>Rows that one call may name.</summary>
    public const int RowsMax = 500;

    /// <summary>The rows, locked, each once.</summary>
    /// <exception cref="Fault">422 when the list isn't right or names rows that aren't there for the caller, 409 when one is archived.</exception>
    public static async Task<IReadOnlyList<T>> Find<T>(TenantDb db, IReadOnlyList<Guid> ids, CancellationToken ct) where T : Resource
    {
        if (ids.Count == 0)
            throw Invalid("required", "Name at least one row.");
        if (ids.Count > RowsMax)
            throw Invalid("too_long", $"At most {RowsMax} rows can be changed at once.");

        var rows = new List<T>();
        var missing = new List<Guid>();
        // In one order, so that two such calls don't wait for each other.
        foreach (var id in ids.Distinct().Order())
        {
            if (await db.Find<T>(id, ct) is { } row)
                rows.Add(row);
            else
                missing.Add(id);
        }

        if (missing.Count > 0)
            throw Invalid("unknown_reference", $"There is no row {string.Join(", ", missing.Take(10))}, or you may not change it.");
        if (rows.FirstOrDefault(r => r.ArchivedAt is not null) is { } archived)
            throw Fault.Refused(new Refusal("archived", $"The row {archived.Id} is archived. Restore it first.", "ids"));
        return rows;
    }

    private static Fault Invalid(string code, string message) => Fault.Invalid([new FieldFault("ids", code, message)]);
}
