using System.Diagnostics;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy.Patches;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>Turns one call into a running business: everything of a tenant in one transaction, or nothing.</summary>
public sealed class Activation(NexusModel model, NpgsqlDataSource source, TimeProvider clock, EventSignal signal, ActivationKeys keys)
{
    /// <summary>Permission of an activation, and the operation that the first audit entries name.</summary>
    public const string Operation = "platform.tenant.activate";

    private readonly OperationType _operation = new()
    {
        Name = Operation,
        Resource = model.ResourceOf(typeof(Core.User)),
        Effect = Effect.Write,
        Description = "Activates a business.",
        Event = new EventType("core.tenant.activated", "core.tenant", null),
    };

    /// <param name="onStep">Told of each step when it is done.</param>
    /// <param name="key">The same key gets the same answer; null: each call activates.</param>
    /// <param name="by">Who asked, for the audit.</param>
    /// <exception cref="Fault">The key was used for another request.</exception>
    public async Task<ActivationAnswer> Activate(ActivationInput input, Func<ActivationStep, Task>? onStep, CancellationToken ct, ActivationKey? key = null, string? by = null)
    {
        var steps = new List<ActivationStep>();
        var now = Instants.Now(clock);
        var tenant = NewTenant(input, now);
        var password = Secrets.NewPassword();
        // Hashing takes as long as all the rest: meanwhile the tables are made.
        var passwordHash = Task.Run(() => Secrets.HashPassword(password), ct);
        var (apiKey, apiKeyHash) = Secrets.NewApiKey();

        await using var db = new TenantDb(model, tenant, Caller.System("activation", by), source);
        await db.Begin(ct);
        if (key is not null && await keys.Claim(db, key, ct) is { } earlier)
            return earlier;

        await Step("tenant", () => db.Change($"""
            insert into nexus.tenants (id, name, industry, country, currency, status, modules, created_at, updated_at, schema_fingerprint)
            values ({tenant.Id}, {tenant.Name}, {tenant.Industry}, {tenant.Country}, {tenant.Currency}, 'active', {tenant.Modules.ToArray()}, {now}, {now}, {SchemaDdl.Fingerprint(model, tenant.Modules)})
            """, ct));
        await Step("schema", async () =>
        {
            await db.Script(SchemaDdl.Create(model, tenant.Modules, tenant.Schema), ct);
            if (SchemaPatches.Of(model, tenant.Modules).Any())
                await db.Change(SchemaPatches.Note(tenant.Id, SchemaPatches.Of(model, tenant.Modules)), ct);
        });
        await Step("roles", () => db.Run(TenantRoles.Rows(model, tenant, tenant.Modules, now), ct));
        await Step("administrator", async () =>
        {
            var user = new AdministratorAccount(Guid.CreateVersion7(now), input.AdminEmail, input.AdminName ?? "Administrator", await passwordHash);
            await db.Run(AdministratorRows(tenant, user, apiKey, apiKeyHash, now), ct);
        });
        var events = 0;
        await Step("preset", async () =>
        {
            var changes = Presets(db, tenant.Modules, now);
            events = changes.Events.Count;
            await db.Run([.. changes.Commands, .. ActivatedRows(tenant, by, now)], ct);
        });
        var answer = new ActivationAnswer(tenant, input.AdminEmail, password, apiKey, steps);
        // The commit's own time can't be in the answer that is kept by it: it is told to who listens only.
        var committing = Stopwatch.GetTimestamp();
        await db.RunAndCommit(key is null ? [] : [keys.Keep(key, answer)], ct);
        if (onStep is not null)
            await onStep(new ActivationStep("commit", Math.Round(Stopwatch.GetElapsedTime(committing).TotalMilliseconds, 2)));
        signal.Published(events + 1);
        return answer;

        async Task Step(string name, Func<Task> work)
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            var step = new ActivationStep(name, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2));
            steps.Add(step);
            if (onStep is not null)
                await onStep(step);
        }
    }

    /// <summary>The reference data that modules bring, as the statements that save it.</summary>
    internal ChangeSet Presets(TenantDb db, IReadOnlySet<string> modules, DateTimeOffset now)
    {
        var tenant = db.Tenant;
        var business = new ActivatedBusiness(tenant.Name, tenant.Industry, tenant.Country, tenant.Currency, now);
        foreach (var row in model.Modules.Where(m => modules.Contains(m.Name)).SelectMany(m => m.Presets).SelectMany(p => p(business)))
            db.Add(row);
        return ChangeSet.Of(db, _operation, new Decision(null), new Call(db.Caller, tenant, now));
    }

    private Tenant NewTenant(ActivationInput input, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = input.Name,
        Industry = input.Industry,
        Country = input.Country,
        Currency = input.Currency,
        Status = TenantStatus.Active,
        Modules = input.ModulesIn(model),
        CreatedAt = now,
    };

    private static IEnumerable<NpgsqlBatchCommand> AdministratorRows(Tenant tenant, AdministratorAccount user, string key, byte[] keyHash, DateTimeOffset now)
    {
        string[] roles = ["administrator"];
        yield return ((Sql)$"""
            insert into nexus.users (id, tenant_id, email, name, roles, password_hash, created_at, updated_at)
            values ({user.Id}, {tenant.Id}, {user.Email}, {user.Name}, {roles}, {user.PasswordHash}, {now}, {now})
            """).ToBatchCommand();
        yield return ((Sql)$"""
            insert into nexus.api_keys (id, tenant_id, name, user_id, roles, secret_hash, prefix, created_at, updated_at)
            values ({Guid.CreateVersion7(now)}, {tenant.Id}, 'First key', {user.Id}, {roles}, {keyHash}, {key[..11]}, {now}, {now})
            """).ToBatchCommand();
    }

    /// <summary>When the business began, and with what, can be told from the event log and from the audit alone.</summary>
    private static IEnumerable<NpgsqlBatchCommand> ActivatedRows(Tenant tenant, string? by, DateTimeOffset now)
    {
        var data = Sql.Value(JsonSerializer.Serialize(new { tenant.Name, tenant.Industry, tenant.Country, tenant.Currency, Modules = tenant.Modules.Order().ToArray() }, NexusJson.Options), NpgsqlDbType.Jsonb);
        yield return ((Sql)$"""
            insert into nexus.events (id, tenant_id, name, resource, row_id, actor, at, data)
            values ({Guid.CreateVersion7(now)}, {tenant.Id}, 'core.tenant.activated', 'core.tenant', {tenant.Id}, 'activation', {now}, {data})
            """).ToBatchCommand();
        yield return ((Sql)$"""
            insert into nexus.audit (id, tenant_id, at, actor_kind, actor, on_behalf_of, operation, resource, row_id, after)
            values ({Guid.CreateVersion7(now)}, {tenant.Id}, {now}, 'system', 'activation', {Sql.Value(by, NpgsqlDbType.Text)}, {Operation}, 'core.tenant', {tenant.Id}, {data})
            """).ToBatchCommand();
    }

    private sealed record AdministratorAccount(Guid Id, string Email, string Name, string PasswordHash);
}

/// <summary>A step of an activation and how long it took.</summary>
public sealed record ActivationStep(string Name, double Milliseconds);

/// <summary>What an activation made. Password and key are shown this once.</summary>
public sealed record ActivationAnswer(Tenant Tenant, string Username, string Password, string ApiKey, IReadOnlyList<ActivationStep> Steps)
{
    /// <summary>True when this is the answer of an earlier call with the same key.</summary>
    public bool Repeated { get; init; }
}
