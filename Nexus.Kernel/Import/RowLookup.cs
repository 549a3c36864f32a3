using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Import;

/// <summary>Finds the rows that a column refers to: by id, or by what people call them (title, duplicate key, unique field, e-mail).</summary>
internal sealed class RowLookup(NexusModel model, ResourceType resource, Caller caller)
{
    /// <summary>Names remembered; beyond it the memory starts anew.</summary>
    private const int RememberedMax = 50_000;

    private readonly Dictionary<string, Guid?> _found = new(StringComparer.Ordinal);
    private readonly string[] _keys = [.. resource.Fields.Where(f => f.Kind is FieldKind.Text && (f == resource.Title || f.DuplicateKey || f.Unique || f.Format is Format.Email)).Select(f => f.Name)];

    /// <summary>Looks names up that aren't known yet, all in one query.</summary>
    public async Task Prepare(TenantDb db, IEnumerable<string> names, CancellationToken ct)
    {
        if (_found.Count > RememberedMax)
            _found.Clear();
        var unknown = names.Select(Key).Where(n => n.Length > 0 && !Guid.TryParse(n, out _) && !_found.ContainsKey(n)).Distinct().ToArray();
        if (unknown.Length == 0 || _keys.Length == 0 || caller.Rights.RowsFor(resource.ReadPermission) is not { } rows)
            return;

        var rule = RowRules.Condition(model, resource, "t", rows, caller, db.Tenant) ?? Sql.Raw("true");
        var columns = _keys.Select(k => Sql.Raw($"lower(t.{Sql.Quote(k)})")).ToArray();
        Sql sql = $"""
            select k.name, min(t.id::text), count(distinct t.id) from {TenantDb.TableOf(resource, db.Tenant)} t
            cross join lateral unnest(array[{Sql.Join(", ", columns)}]) k(name)
            where t.archived_at is null and {rule} and ({Sql.Join(" or ", columns.Select(c => (Sql)$"{c} = any({unknown})"))}) and k.name = any({unknown}) group by k.name
            """;
        await using var reader = await db.Execute(sql, ct);
        while (await reader.ReadAsync(ct))
            _found[reader.GetString(0)] = reader.GetInt64(2) == 1 ? Guid.Parse(reader.GetString(1)) : null;
    }

    /// <summary>The row's id, or why there is none.</summary>
    public (Guid? Id, string? Code, string? Message) Find(string name)
    {
        if (Guid.TryParse(name.Trim(), out var id))
            return (id, null, null);
        var what = resource.Name.Replace('_', ' ');
        var shown = name.Length <= 60 ? name.Trim() : name[..60] + "…";
        return _found.TryGetValue(Key(name), out var found)
            ? found is null ? (null, "ambiguous_reference", $"There are several rows of {what} named {shown}. Give the id.") : (found, null, null)
            : (null, "unknown_reference", $"There is no {what} named {shown}.");
    }

    private static string Key(string name) => name.Trim().ToLowerInvariant();
}
