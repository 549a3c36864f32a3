using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Run;

/// <summary>
/// What an operation changed, as the statements that save it: each changed row with its event and its audit entry. They are sent in one
/// batch and commit together.
/// </summary>
internal sealed class ChangeSet
{
    private readonly TenantDb _db;
    private readonly Call _call;
    private readonly OperationType _operation;
    private readonly List<NpgsqlBatchCommand> _commands = [];
    private readonly string? _trace = Activity.Current?.Id;
    private readonly ToldRows _told = new();
    private readonly Notices.GivenRows _given;
    private int _checks;

    private ChangeSet(TenantDb db, OperationType operation, Call call)
    {
        _db = db;
        _operation = operation;
        _call = call;
        _given = new Notices.GivenRows(call, db.Tenant);
    }

    public IReadOnlyList<NpgsqlBatchCommand> Commands => _commands;

    public List<RowChange> Changes { get; } = [];

    public List<PublishedEvent> Events { get; } = [];

    /// <summary>Keys of the rows that processes hold in memory.</summary>
    public List<string> Announced { get; } = [];

    public static ChangeSet Of(TenantDb db, OperationType operation, Decision decision, Call call)
    {
        var changes = new ChangeSet(db, operation, call);
        // Reading leaves no trace: what it found is its answer.
        if (operation.Effect is Effect.Read)
            return changes;
        // Rows that were there change first: a new row may need what an old one lets go of (a unique value).
        // Only a row that references a new one has to wait for it.
        var added = db.Added.Select(r => r.Id).ToHashSet();
        var waiting = db.TrackedRows.Where(t => t.Resource.Fields.Any(f => f.References is not null && f.Get(t.Row) is Guid id && added.Contains(id))).ToHashSet();
        foreach (var tracked in db.TrackedRows.Where(t => !waiting.Contains(t)))
            changes.Update(tracked, decision);
        foreach (var rows in Groups(InOrder(db), db.Model))
            changes.Insert(rows);
        foreach (var tracked in db.TrackedRows.Where(waiting.Contains))
            changes.Update(tracked, decision);
        if (decision.Happened is { } happened)
            changes.Publish(happened, decision.Answer?.Id);
        foreach (var happenedToo in decision.Also)
            changes.Publish(happenedToo, null);
        changes._commands.AddRange(db.AlsoSaved.Select(s => s.ToBatchCommand()));
        changes._commands.AddRange(changes._told.Commands());
        changes._commands.AddRange(changes._given.Commands());
        return changes;
    }

    /// <summary>New rows, each after the new rows that it references.</summary>
    private static IEnumerable<Resource> InOrder(TenantDb db)
    {
        if (db.Added.Count <= 1)
            return db.Added;

        var byId = db.Added.ToDictionary(r => r.Id);
        var ordered = new List<Resource>(byId.Count);
        var visited = new HashSet<Guid>();
        foreach (var row in db.Added)
            Visit(row);
        return ordered;

        void Visit(Resource row)
        {
            if (!visited.Add(row.Id))
                return;
            foreach (var field in db.Model.ResourceOf(row.GetType()).Fields.Where(f => f.References is not null))
            {
                if (field.Get(row) is Guid id && byId.TryGetValue(id, out var referenced))
                    Visit(referenced);
            }

            ordered.Add(row);
        }
    }

    /// <summary>Processes that hold the row in memory hear of its change.</summary>
    private void Announce(Resource row)
    {
        if (row is not IHeldInMemory held)
            return;
        var key = held.MemoryKey.ToString();
        Announced.Add(key);
        _commands.Add(Invalidations.Announce(Identity.Sessions.Kind, key).ToBatchCommand());
    }

    /// <summary>New rows of one kind that the operation tells of go together, at the place of the first of them.</summary>
    private static IEnumerable<IReadOnlyList<Resource>> Groups(IEnumerable<Resource> rows, NexusModel model)
    {
        var groups = new List<List<Resource>>();
        var byKind = new Dictionary<Type, List<Resource>>();
        foreach (var row in rows)
        {
            if (byKind.TryGetValue(row.GetType(), out var group))
            {
                group.Add(row);
                continue;
            }

            groups.Add(group = [row]);
            if (model.ResourceOf(row.GetType()).Told is Told.ByOperation)
                byKind[row.GetType()] = group;
        }

        return groups;
    }

    private void Insert(IReadOnlyList<Resource> rows)
    {
        var resource = _db.Model.ResourceOf(rows[0].GetType());
        if (resource.Told is Told.Itself)
        {
            Insert(rows[0], resource);
            return;
        }

        foreach (var row in rows)
        {
            row.Version = 1;
            row.CreatedAt = row.UpdatedAt = _call.Now;
            row.CreatedBy = row.UpdatedBy = _call.Caller.UserId;
            CheckReferences(row, resource.Fields);
            Announce(row);
            Changes.Add(new RowChange(resource, row, "created", null, null));
        }

        _commands.AddRange(RowSql.Insert(rows, resource, _db.Tenant));
    }

    private void Insert(Resource row, ResourceType resource)
    {
        var shape = _db.Tenant.ShapeOf(resource);
        row.Version = 1;
        row.CreatedAt = row.UpdatedAt = _call.Now;
        row.CreatedBy = row.UpdatedBy = _call.Caller.UserId;
        var json = RowJson.Write(row, shape);
        CheckReferences(row, resource.Fields);
        _commands.Add(RowSql.Insert(row, resource, _db.Tenant));
        Announce(row);
        Event(resource.FullName + ".created", resource, row.Id, Wrap(json, null));
        Audit(resource, row.Id, null, json);
        Changes.Add(new RowChange(resource, row, "created", null, json));
        _given.Look(row, resource, null);
    }

    private void Update(Tracked tracked, Decision decision)
    {
        var changed = tracked.Changed();
        if (changed.Count == 0)
            return;

        var row = tracked.Row;
        var versionRead = row.Version;
        row.Version++;
        row.UpdatedAt = _call.Now;
        row.UpdatedBy = _call.Caller.UserId;
        var before = tracked.Before(changed);
        var after = RowJson.Write(row, changed);
        CheckReferences(row, changed);
        _commands.Add(RowSql.Update(row, versionRead, changed, tracked.Resource, _db.Tenant));
        Announce(row);
        if (tracked.Resource.Told is Told.ByOthers)
        {
            Changes.Add(new RowChange(tracked.Resource, row, "updated", before, null));
            return;
        }

        var what = changed.Any(f => f.Name == "archived_at") ? row.ArchivedAt is null ? "restored" : "archived" : "updated";
        // The row that a declared event is about needs no second one.
        if ((decision.Happened is null || row.Id != decision.Answer?.Id) && !decision.Also.Any(e => FieldReaderCache.FirstId(e) == row.Id))
            Event($"{tracked.Resource.FullName}.{what}", tracked.Resource, row.Id, Wrap(RowJson.Write(row, tracked.Shape), changed));
        Audit(tracked.Resource, row.Id, before, after);
        Changes.Add(new RowChange(tracked.Resource, row, what, before, after));
        _given.Look(row, tracked.Resource, changed);
    }

    /// <summary>
    /// References lead to rows that are there for the caller: in shared tables to the tenant's own, in the tenant's tables to those that the
    /// caller's row rule covers. So nobody links, or finds out by linking, what they can't see. Who may see all rows pays nothing for it.
    /// </summary>
    private void CheckReferences(Resource row, IEnumerable<Field> fields)
    {
        foreach (var field in fields.Where(f => f.References is not null))
        {
            if (field.Get(row) is not Guid id || _db.Model.FindResource(field.References!) is not { } target)
                continue;
            if (target.Storage is Storage.Shared)
            {
                if (id != _call.Caller.UserId || _call.Caller.TenantId != _db.Tenant.Id)
                    _commands.Add(MustExist($"select 1 from {Sql.Raw(target.Table)} where id = {id} and tenant_id = {_db.Tenant.Id}", field));
            }
            else if (_db.Added.All(r => r.Id != id) && RuleFor(target) is { } rule)
            {
                // Before anything is changed: what the operation gives to somebody else was still the caller's to name.
                _commands.Insert(_checks++, MustExist($"select 1 from {TenantDb.TableOf(target, _db.Tenant)} r where r.id = {id} and {rule}", field));
            }
        }
    }

    /// <summary>Which rows the caller can name: those they may read, or, where they write without reading, those that the operation covers.</summary>
    private Sql? RuleFor(ResourceType target)
    {
        var rights = _call.Caller.Rights;
        var rows = rights.RowsFor(target.ReadPermission) ?? rights.RowsFor(_operation.Name) ?? Rows.All;
        return RowRules.Condition(_db.Model, target, "r", rows, _call.Caller, _db.Tenant);
    }

    private static NpgsqlBatchCommand MustExist(Sql rows, Field field) => ((Sql)$"select nexus.must_exist(exists ({rows}), {field.Name})").ToBatchCommand();

    private void Publish(object happened, Guid? answer)
    {
        var type = _db.Model.EventOf(happened.GetType());
        var about = FieldReaderCache.FirstId(happened) ?? answer;
        Event(type.Name, _db.Model.FindResource(type.Resource) ?? _operation.Resource, about, JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), NexusJson.Options));
        // An operation that changed no row of its own resource still leaves its trace in the audit.
        if (Changes.All(c => c.After is null))
            Audit(_operation.Resource, about, null, JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), NexusJson.Options));
    }

    private static byte[] Wrap(byte[] row, IReadOnlyList<Field>? changed)
    {
        var text = new ArraySegment<byte>(row);
        return changed is null
            ? [.. "{\"row\":"u8, .. text, (byte)'}']
            : [.. "{\"row\":"u8, .. text, .. Encoding.UTF8.GetBytes($",\"changed\":{JsonSerializer.Serialize(changed.Select(f => f.Name))}}}")];
    }

    private void Event(string name, ResourceType resource, Guid? rowId, byte[] data)
    {
        var id = _call.NewId();
        _told.Event(id, _db.Tenant.Id, name, resource.FullName, rowId, _call, _trace, data);
        Events.Add(new PublishedEvent(id, name, resource.FullName, rowId, data));
    }

    private void Audit(ResourceType resource, Guid? rowId, byte[]? before, byte[]? after) =>
        _told.Audit(_call.NewId(), _db.Tenant.Id, _operation.Name, resource.FullName, rowId, _call, _trace, before, after);
}

/// <summary>A row that an operation changed, as a dry run shows it.</summary>
/// <param name="After">Null for a row that tells nothing of itself.</param>
internal sealed record RowChange(ResourceType Resource, Resource Row, string What, byte[]? Before, byte[]? After);

/// <summary>An event that commits with an operation.</summary>
public sealed record PublishedEvent(Guid Id, string Name, string Resource, Guid? RowId, byte[] Data);

/// <summary>Finds the id that an event record is about: its first <c>Guid</c>.</summary>
internal static class FieldReaderCache
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, System.Reflection.PropertyInfo?> First = new();

    public static Guid? FirstId(object happened) =>
        First.GetOrAdd(happened.GetType(), static t => t.GetProperties().FirstOrDefault(p => p.PropertyType == typeof(Guid)))?.GetValue(happened) as Guid?;
}
