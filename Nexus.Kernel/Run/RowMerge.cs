using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Run;

/// <summary>
/// Makes one row of several that are the same thing. The survivor keeps its values and takes what it lacks from the duplicates; every row
/// of every module that references a duplicate references the survivor afterwards; the duplicates are archived by the caller.
/// Custom fields take part like declared ones.
/// </summary>
public static class RowMerge
{
    /// <summary>Duplicates merged by one call.</summary>
    public const int DuplicatesMax = 20;

    /// <summary>Referencing rows that one call may change; beyond them the rows would not fit in one transaction kindly.</summary>
    public const int ReferencesMax = 20_000;

    /// <summary>Locks the rows in one order, whatever the order asked for, so that two merges don't wait for each other.</summary>
    /// <returns>The survivor and the duplicates in the order asked for.</returns>
    /// <exception cref="Fault">422 when the list is not right, 404 when the survivor is not there, 409 when a row is archived.</exception>
    public static async Task<(T Survivor, IReadOnlyList<T> Duplicates)> Load<T>(TenantDb db, Guid survivor, IReadOnlyList<Guid> duplicates, CancellationToken ct) where T : Resource
    {
        if (duplicates.Count == 0)
            throw Invalid("duplicates", "required", "Name at least one duplicate.");
        if (duplicates.Count > DuplicatesMax)
            throw Invalid("duplicates", "too_long", $"At most {DuplicatesMax} duplicates can be merged at once.");
        if (duplicates.Contains(survivor) || duplicates.Distinct().Count() != duplicates.Count)
            throw Invalid("duplicates", "not_distinct", "The duplicates must be rows of their own: not the survivor, and none twice.");

        var rows = new Dictionary<Guid, T>();
        foreach (var id in duplicates.Append(survivor).Order())
        {
            if (await db.Find<T>(id, ct) is { } row)
                rows[id] = row;
        }

        if (!rows.TryGetValue(survivor, out var kept))
            throw Fault.NotFound(db.Model.ResourceOf(typeof(T)).Name);
        var missing = duplicates.Where(d => !rows.ContainsKey(d)).ToArray();
        if (missing.Length > 0)
            throw Invalid("duplicates", "unknown_reference", $"There is no row {string.Join(", ", missing)}, or you may not merge it.");
        if (rows.Values.FirstOrDefault(r => r.ArchivedAt is not null) is { } archived)
            throw Fault.Refused(new Refusal("archived", $"{(archived == kept ? "The survivor" : $"The duplicate {archived.Id}")} is archived. Restore it first.", archived == kept ? null : "duplicates"));
        return (kept, [.. duplicates.Select(d => rows[d])]);
    }

    /// <summary>Sets the survivor's fields: the chosen row's value where one is chosen, its own where it has one, else the first duplicate's that has one. Lists are united.</summary>
    /// <param name="take">Field name to the id of the row whose value is wanted.</param>
    public static void Fill<T>(TenantDb db, T survivor, IReadOnlyList<T> duplicates, IReadOnlyDictionary<string, Guid> take) where T : Resource
    {
        var shape = db.Tenant.ShapeOf(db.Model.ResourceOf(typeof(T)));
        var rows = duplicates.Prepend(survivor).ToArray();
        var faults = new List<FieldFault>();
        foreach (var (name, from) in take)
        {
            if (shape.Find(name) is not { System: false, ReadOnly: false })
                faults.Add(new FieldFault($"take.{name}", "unknown_field", "There is no field of this name that can be chosen."));
            else if (rows.All(r => r.Id != from))
                faults.Add(new FieldFault($"take.{name}", "unknown_reference", "Name the survivor or one of the duplicates."));
        }

        if (faults.Count > 0)
            throw Fault.Invalid(faults);

        var ids = rows.Select(r => r.Id).ToHashSet();
        foreach (var field in shape.Fields.Where(f => !f.System && !f.ReadOnly))
        {
            var chosen = take.TryGetValue(field.Name, out var from) ? rows.First(r => r.Id == from)
                : field.Kind is FieldKind.TextList ? null
                : rows.FirstOrDefault(r => Holds(field.Get(r), ids));
            if (chosen is not null && chosen != survivor)
                field.Set(survivor, Own(field.Get(chosen), ids));
            else if (field.Kind is FieldKind.TextList && !field.IsCustom && chosen is null)
                field.Set(survivor, FieldValue.Fit(field, rows.SelectMany(r => (IEnumerable<string>?)field.Get(r) ?? []).Distinct(StringComparer.OrdinalIgnoreCase).ToArray()));
        }

        RowChecks.Check(survivor);
    }

    /// <summary>Lets all rows that reference a duplicate reference the survivor; each is saved with its event and audit entry.</summary>
    /// <returns>How many rows were changed.</returns>
    public static async Task<int> Repoint<T>(TenantDb db, T survivor, IReadOnlyList<T> duplicates, CancellationToken ct) where T : Resource
    {
        var kind = db.Model.ResourceOf(typeof(T)).FullName;
        var from = duplicates.Select(d => d.Id).ToArray();
        var changed = new HashSet<Guid>();
        foreach (var resource in db.Model.Resources.Where(r => r.Storage is Storage.Tenant && db.Tenant.Has(r.Module)))
        foreach (var field in resource.Fields.Where(f => f.References == kind))
        {
            var column = Sql.Raw(Sql.Quote(field.Name));
            var rows = await db.Read(resource, $"where t.{column} = any({from}) order by t.id limit {ReferencesMax + 1} for update", ct);
            foreach (var row in rows.Where(r => !from.Contains(r.Id)))
            {
                // What referenced a duplicate and is the survivor would reference itself.
                field.Set(row, row.Id == survivor.Id ? null : survivor.Id);
                changed.Add(row.Id);
            }

            if (changed.Count > ReferencesMax)
                throw Fault.Refused(new Refusal("too_many_references", $"More than {ReferencesMax} rows reference the duplicates. Merge fewer at once."));
        }

        changed.Remove(survivor.Id);
        return changed.Count;
    }

    private static bool Holds(object? value, IReadOnlySet<Guid> ids) => value switch
    {
        null => false,
        string text => text.Length > 0,
        Guid id => !ids.Contains(id),
        _ => true,
    };

    /// <summary>A value that belongs to the survivor alone, and doesn't lead to itself.</summary>
    private static object? Own(object? value, IReadOnlySet<Guid> ids) => value switch
    {
        JsonNode node => node.DeepClone(),
        string[] list => list.ToArray(),
        Guid id when ids.Contains(id) => null,
        _ => value,
    };

    private static Fault Invalid(string field, string code, string message) => Fault.Invalid([new FieldFault(field, code, message)]);
}
