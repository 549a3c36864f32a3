using System.Data;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// The one door to a tenant's data, and the unit of work of an operation: what is found through it is tracked, what is changed or added
/// is saved with its events and audit entries when the operation ends. Only here a resource becomes a table in a schema.
/// </summary>
public sealed class TenantDb : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly Dictionary<Guid, Tracked> _tracked = [];
    private readonly List<Resource> _added = [];
    private readonly List<Sql> _also = [];
    private NpgsqlConnection? _connection;
    private bool _begun;
    private bool _locksEarly;
    private readonly List<(string Kind, string Key)> _announced = [];

    internal TenantDb(NexusModel model, Tenant tenant, Caller caller, NpgsqlDataSource source)
    {
        Model = model;
        Tenant = tenant;
        Caller = caller;
        _source = source;
    }

    /// <summary>Takes over a connection with an open transaction, such as the one in which a reaction was claimed.</summary>
    internal TenantDb(NexusModel model, Tenant tenant, Caller caller, NpgsqlDataSource source, NpgsqlConnection begun)
        : this(model, tenant, caller, source)
    {
        _connection = begun;
        _begun = true;
    }

    public Tenant Tenant { get; }

    internal NexusModel Model { get; }

    /// <summary>Parts of the kernel, for the kernel's own operations (a secret to encrypt, an address to look at).</summary>
    internal IServiceProvider? Kernel { get; init; }

    internal Caller Caller { get; set; }

    /// <summary>The operation that is running: its row rule decides which rows of its own resource can be found.</summary>
    internal OperationType? Operation { get; set; }

    internal IReadOnlyList<Resource> Added => _added;

    /// <summary>Statements that are saved with the rows, after them.</summary>
    internal IReadOnlyList<Sql> AlsoSaved => _also;

    /// <summary>
    /// A statement that is saved with the rows, after them, in the same transaction. What it changes has no event and no audit entry of its own:
    /// it is for what follows from rows that have (totals, counters), and for what is no field (a secret's hash).
    /// </summary>
    public void AlsoSave(Sql statement) => _also.Add(statement);

    internal IEnumerable<Tracked> TrackedRows => _tracked.Values;

    /// <summary>The row with this id, locked until the operation ends, so that nobody changes it meanwhile; null when there is none that the caller may work on.</summary>
    public async Task<T?> Find<T>(Guid id, CancellationToken ct = default) where T : Resource =>
        (T?)await Find(Model.ResourceOf(typeof(T)), id, ct);

    /// <inheritdoc cref="Find{T}"/>
    internal async Task<Resource?> Find(ResourceType resource, Guid id, CancellationToken ct)
    {
        // One that was only queried isn't locked, and no rule was asked.
        if (_tracked.TryGetValue(id, out var known) && known.Resource == resource && known.IsFound)
            return known.Row;

        var rule = RuleFor(resource);
        Sql where = rule is null ? $"where t.id = {id} for update" : (Sql)$"where t.id = {id} and {rule} for update";
        return (await Read(resource, where, ct, found: true)).FirstOrDefault();
    }

    /// <summary>
    /// The row with this row's id, locked until the operation ends; made of it when there is none yet, also when others are about to make it.
    /// For rows that follow from others, whose id follows from what they are about (see <see cref="IdOf"/>).
    /// </summary>
    public async Task<T> FindOrAdd<T>(T row, Call call, CancellationToken ct = default) where T : Resource
    {
        var resource = Model.ResourceOf(typeof(T));
        if (_tracked.TryGetValue(row.Id, out var known) && known.Resource == resource && known.IsFound)
            return (T)known.Row;

        var tail = (Sql)$"where t.id = {row.Id} for update";
        if ((await Read(resource, tail, ct, found: true)).FirstOrDefault() is { } found)
            return (T)found;
        row.Version = 1;
        row.CreatedAt = row.UpdatedAt = call.Now;
        row.CreatedBy = row.UpdatedBy = call.Caller.UserId;
        var insert = RowSql.Insert(row, resource, Tenant);
        insert.CommandText += " on conflict (id) do nothing";
        return (T)(await Read(resource, tail, ct, found: true, insert)).Single();
    }

    /// <summary>The id of what there is once for these: a balance of a product at a place. The same ids always give the same one.</summary>
    public static Guid IdOf(params ReadOnlySpan<Guid> about)
    {
        var bytes = new byte[about.Length * 16];
        for (var i = 0; i < about.Length; i++)
            about[i].TryWriteBytes(bytes.AsSpan(i * 16), bigEndian: true, out _);
        var hash = System.Security.Cryptography.SHA256.HashData(bytes).AsSpan(0, 16);
        // RFC 9562, version 8: of our own making.
        hash[6] = (byte)(hash[6] & 0x0f | 0x80);
        hash[8] = (byte)(hash[8] & 0x3f | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    /// <summary>Rows by a condition, tracked but not locked: <c>db.Query&lt;Stage&gt;($"where t.pipeline_id = {id} order by t.position")</c>.</summary>
    /// <param name="tail">What follows <c>from … t</c>: where, order by, limit, for update.</param>
    public async Task<IReadOnlyList<T>> Query<T>(Sql tail, CancellationToken ct = default) where T : Resource
    {
        var rows = await Read(Model.ResourceOf(typeof(T)), tail, ct);
        return [.. rows.Cast<T>()];
    }

    /// <summary>A row that isn't archived, without a lock; null when there is none.</summary>
    public async Task<T?> Get<T>(Guid? id, CancellationToken ct = default) where T : Resource =>
        id is null ? null : (await Query<T>($"where t.id = {id} and t.archived_at is null", ct)).FirstOrDefault();

    /// <summary>One value, read in the operation's transaction.</summary>
    public async Task<TValue?> Scalar<TValue>(Sql sql, CancellationToken ct = default)
    {
        await using var reader = await Execute(sql, ct);
        return await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetFieldValue<TValue>(0) : default;
    }

    /// <summary>Values of one column.</summary>
    public async Task<IReadOnlyList<TValue>> Column<TValue>(Sql sql, CancellationToken ct = default)
    {
        var values = new List<TValue>();
        await using var reader = await Execute(sql, ct);
        while (await reader.ReadAsync(ct))
            values.Add(reader.GetFieldValue<TValue>(0));
        return values;
    }

    /// <summary>Runs a statement in the operation's transaction. What it changes has no events and no audit: for kernel tables only.</summary>
    internal async Task<int> Change(Sql sql, CancellationToken ct)
    {
        await using var reader = await Execute(sql, ct);
        return reader.RecordsAffected;
    }

    /// <summary>Runs several statements, made by the kernel, in the operation's transaction.</summary>
    internal async Task Script(string statements, CancellationToken ct)
    {
        await Begin(ct);
        await using var command = new NpgsqlCommand(statements, await Connect(ct));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A new row, saved when the operation ends. Its id is given now, if it has none.</summary>
    public T Add<T>(T row) where T : Resource
    {
        if (row.Id == Guid.Empty)
            row.Id = Guid.CreateVersion7();
        _added.Add(row);
        return row;
    }

    /// <summary>The table of a resource, for SQL of an operation: <c>$"select count(*) from {db.Table&lt;Deal&gt;()} d where …"</c>. All rows, archived ones too.</summary>
    public Sql Table<T>() where T : Resource => TableOf(Model.ResourceOf(typeof(T)), Tenant);

    internal static Sql TableOf(ResourceType resource, Tenant tenant) => resource.Storage is Storage.Tenant
        ? Sql.Raw($"{Sql.Quote(tenant.Schema)}.{Sql.Quote(resource.Table)}")
        : (Sql)$"(select * from {Sql.Raw(resource.Table)} where tenant_id = {tenant.Id})";

    /// <summary>The table itself, for inserts and updates.</summary>
    internal static string TargetOf(ResourceType resource, Tenant tenant) => resource.Storage is Storage.Tenant
        ? $"{Sql.Quote(tenant.Schema)}.{Sql.Quote(resource.Table)}"
        : resource.Table;

    /// <summary>Runs a batch in the open transaction, or, with nothing open, as one transaction of its own.</summary>
    internal async Task Run(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        var connection = await Connect(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>As <see cref="Run"/>, followed by the commit, all in one round trip.</summary>
    internal async Task RunAndCommit(IReadOnlyCollection<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        var connection = await Connect(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        // Without BEGIN a batch is one transaction as it is: the commit is the end of the round trip.
        if (_begun && _locksEarly)
            CommitEarly(batch);
        else if (_begun)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(ct);
        _begun = false;
    }

    /// <summary>
    /// Lets go of the operation's locks when it commits and not only when the commit is on disk, for operations that take turns at one row (a
    /// counter without gaps). The answer still waits for the disk.
    /// </summary>
    public void ReleaseLocksEarly() => _locksEarly = true;

    /// <summary>
    /// The commit doesn't wait for the disk, but the small transaction that follows it in the same round trip does, and the log reaches the disk in
    /// its order: when the answer comes, both are there. Whoever goes on meanwhile stands later in the log: of what a crash takes away, nothing
    /// that was built on it stays.
    /// </summary>
    private static void CommitEarly(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SET LOCAL synchronous_commit = off"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_logical_emit_message(true, 'nexus', '')"));
    }

    /// <summary>As <see cref="RunAndCommit"/>, with a query for ids at the end, still in the one round trip.</summary>
    internal async Task<IReadOnlyList<Guid>> RunReadAndCommit(Sql query, IReadOnlyCollection<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        var connection = await Connect(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(query.ToBatchCommand());
        if (_begun)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        var ids = new List<Guid>();
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            // Statements before it may answer as well (checks do); the query's rows are the last.
            do
            {
                ids.Clear();
                while (await reader.ReadAsync(ct))
                {
                    if (reader.GetFieldType(0) == typeof(Guid))
                        ids.Add(reader.GetGuid(0));
                }
            }
            while (await reader.NextResultAsync(ct));
        }

        _begun = false;
        return ids;
    }

    /// <summary>As <see cref="Run"/>, for many commands of few kinds: each kind is planned once. Ends with <see cref="Unprepare"/>.</summary>
    internal async Task RunPrepared(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await Connect(ct));
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.PrepareAsync(ct);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Forgets prepared statements: the next user of the connection has another tenant's.</summary>
    internal void Unprepare()
    {
        if (_connection is { FullState: ConnectionState.Open } connection)
            connection.UnprepareAll();
    }

    /// <summary>Tells all processes of a change when it commits (see <see cref="Invalidations"/>); this one at once.</summary>
    internal async Task Announce(string kind, string key, CancellationToken ct)
    {
        await Change(Invalidations.Announce(kind, key), ct);
        _announced.Add((kind, key));
    }

    /// <summary>What was announced, for this process to hear after the commit.</summary>
    internal IReadOnlyList<(string Kind, string Key)> Announced => _announced;

    internal async Task Begin(CancellationToken ct)
    {
        if (_begun)
            return;
        var connection = await Connect(ct);
        await using var command = new NpgsqlCommand("BEGIN", connection);
        await command.ExecuteNonQueryAsync(ct);
        _begun = true;
    }

    internal async Task Rollback()
    {
        if (!_begun || _connection is not { State: ConnectionState.Open } connection)
            return;
        _begun = false;
        await using var command = new NpgsqlCommand("ROLLBACK", connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Rows by a condition, tracked, of a resource known only at run time.</summary>
    internal Task<List<Resource>> QueryRows(ResourceType resource, Sql tail, CancellationToken ct) => Read(resource, tail, ct);

    /// <summary>Takes a row as it is now for what was found.</summary>
    internal void Track(Resource row)
    {
        var resource = Model.ResourceOf(row.GetType());
        _tracked[row.Id] = new Tracked(resource, Tenant.ShapeOf(resource), row) { IsFound = true };
    }

    /// <summary>Forgets rows, so that the next operation in the same transaction starts with nothing tracked.</summary>
    internal void Forget()
    {
        _tracked.Clear();
        _added.Clear();
        _also.Clear();
    }

    internal async Task<NpgsqlConnection> Connect(CancellationToken ct) => _connection ??= await _source.OpenConnectionAsync(ct);

    /// <summary>Executes in the operation's transaction, beginning it in the same round trip when it isn't begun.</summary>
    internal async Task<NpgsqlDataReader> Execute(Sql sql, CancellationToken ct, NpgsqlBatchCommand? before = null)
    {
        var connection = await Connect(ct);
        var batch = new NpgsqlBatch(connection);
        if (!_begun)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        if (before is not null)
            batch.BatchCommands.Add(before);
        batch.BatchCommands.Add(sql.ToBatchCommand());
        _begun = true;
        return await batch.ExecuteReaderAsync(CommandBehavior.Default, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is null)
            return;
        try
        {
            await Rollback();
        }
        catch (NpgsqlException)
        {
            // The connection broke: the server has rolled back already.
        }
        finally
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private Sql? RuleFor(ResourceType resource) =>
        Operation is { } operation && operation.Resource == resource && Caller.Rights.RowsFor(operation.Name) is { } rows
            ? RowRules.Condition(Model, resource, "t", rows, Caller, Tenant)
            : null;

    /// <inheritdoc cref="Query{T}"/>
    internal async Task<List<Resource>> Read(ResourceType resource, Sql tail, CancellationToken ct, bool found = false, NpgsqlBatchCommand? before = null)
    {
        var shape = Tenant.ShapeOf(resource);
        var sql = (Sql)$"select {Sql.Raw(RowSql.Columns(resource, "t"))} from {TableOf(resource, Tenant)} t {tail}";
        var rows = new List<Resource>();
        await using var reader = await Execute(sql, ct, before);
        while (await reader.ReadAsync(ct))
        {
            var row = RowSql.Read(reader, resource);
            if (_tracked.TryGetValue(row.Id, out var known) && known.Resource == resource)
            {
                // The object stays the same, for who holds it already, with what the row is now that nobody else can change it.
                if (found && known.TakeOver(row))
                    _tracked[row.Id] = new Tracked(resource, shape, known.Row) { IsFound = true };
                rows.Add(known.Row);
                continue;
            }

            _tracked[row.Id] = new Tracked(resource, shape, row) { IsFound = found };
            rows.Add(row);
        }

        return rows;
    }
}
