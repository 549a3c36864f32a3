using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Run;

/// <summary>
/// Finds rows that are probably the same thing as the one being created, by its duplicate keys. They are named in the answer; the search
/// travels in the batch of the save, so that it costs no round trip.
/// </summary>
internal static class Duplicates
{
    /// <summary>More than these aren't named.</summary>
    public const int NamedMax = 10;

    /// <summary>Null when the operation creates nothing that has a duplicate key, or the caller may see none of them.</summary>
    public static Sql? Query(OperationCall call, Decision decision, TenantDb db)
    {
        if (call.Operation.Derived is not Derived.Create || decision.Answer is not { } row)
            return null;

        var resource = call.Operation.Resource;
        if (call.Caller.Rights.RowsFor(resource.ReadPermission) is not { } rows)
            return null;
        var keys = resource.Fields
            .Where(f => f.DuplicateKey && f.Get(row) is string { Length: > 0 })
            .Select(f => (Sql)$"lower(t.{Sql.Raw(Sql.Quote(f.Name))}) = {((string)f.Get(row)!).ToLowerInvariant()}")
            .ToArray();
        if (keys.Length == 0)
            return null;

        var rule = RowRules.Condition(db.Model, resource, "t", rows, call.Caller, call.Tenant) ?? Sql.Raw("true");
        return $"select t.id from {TenantDb.TableOf(resource, call.Tenant)} t where t.archived_at is null and t.id <> {row.Id} and {rule} and ({Sql.Join(" or ", keys)}) order by t.id limit {NamedMax}";
    }

    public static async Task<IReadOnlyList<Guid>> RunAndCommit(Sql query, IReadOnlyCollection<NpgsqlBatchCommand> commands, OperationCall call, TenantDb db, CancellationToken ct)
    {
        if (call.RefuseDuplicates)
        {
            var found = await db.Column<Guid>(query, ct);
            if (found.Count > 0)
                throw new Fault(409, "possible_duplicate", "There are rows that are probably the same. Use one of them, or create it all the same without Prefer: duplicates=refuse.").With("duplicates", found);
            await db.RunAndCommit(commands, ct);
            return [];
        }

        return await db.RunReadAndCommit(query, commands, ct);
    }
}
