using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>Turns one call into a running business: everything of a tenant in one transaction, or nothing.</summary>
public sealed class Activation(NexusModel model, NpgsqlDataSource source, TimeProvider clock, EventSignal signal)
{
    /// <exception cref="Fault">422 with every fault of the input.</exception>
    public async Task<ActivationAnswer> Activate(ActivationInput input, Func<ActivationStep, Task>? onStep, CancellationToken ct)
    {
        var steps = new List<ActivationStep>();
        var now = Instants.Now(clock);
        var modules = input.ModulesIn(model);
        var tenant = new Tenant
        {
            Id = Guid.CreateVersion7(now),
            Name = input.Name,
            Industry = input.Industry,
            Country = input.Country,
            Currency = input.Currency,
            Status = TenantStatus.Active,
            Modules = modules,
            CreatedAt = now,
        };
        // Before the transaction: hashing takes as long as all the rest.
        var password = Secrets.NewPassword();
        var user = new AdministratorAccount(Guid.CreateVersion7(now), input.AdminEmail, Secrets.HashPassword(password));
        var (key, keyHash) = Secrets.NewApiKey();

        await using var db = new TenantDb(model, tenant, Caller.System("activation"), source);
        await db.Begin(ct);
        await Step("tenant", () => db.Change($"""
            insert into nexus.tenants (id, name, industry, country, currency, status, modules, created_at, updated_at, schema_fingerprint)
            values ({tenant.Id}, {tenant.Name}, {tenant.Industry}, {tenant.Country}, {tenant.Currency}, 'active', {modules.ToArray()}, {now}, {now}, {SchemaDdl.Fingerprint(model, modules)})
            """, ct));
        await Step("schema", () => db.Script(SchemaDdl.Create(model, modules, tenant.Schema), ct));
        await Step("roles", () => db.Run(RoleRows(tenant, now), ct));
        await Step("administrator", () => db.Run(AdministratorRows(tenant, user, key, keyHash, now), ct));
        var events = 0;
        await Step("preset", async () =>
        {
            var business = new ActivatedBusiness(tenant.Name, tenant.Industry, tenant.Country, tenant.Currency, now);
            foreach (var row in model.Modules.Where(m => tenant.Has(m.Name)).SelectMany(m => m.Presets).SelectMany(p => p(business)))
                db.Add(row);
            var operation = PresetOperation();
            var changes = ChangeSet.Of(db, operation, new Decision(null), new Call(db.Caller, tenant, now));
            events = changes.Events.Count;
            await db.Run(changes.Commands, ct);
        });
        await Step("commit", () => db.RunAndCommit([], ct));
        signal.Published(events + 1);
        return new ActivationAnswer(tenant, user.Email, password, key, steps);

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

    /// <summary>What the audit names as the operation of the first rows.</summary>
    private OperationType PresetOperation() => model.Operations.First();

    private IEnumerable<NpgsqlBatchCommand> RoleRows(Tenant tenant, DateTimeOffset now) =>
        model.Modules.Where(m => tenant.Has(m.Name)).SelectMany(m => m.Roles).Select(role => ((Sql)$"""
            insert into nexus.roles (id, tenant_id, name, description, grants, created_at, updated_at)
            values ({Guid.CreateVersion7(now)}, {tenant.Id}, {role.Name}, {role.Description}, {Sql.Value(JsonSerializer.Serialize(role.Grants, NexusJson.Options), NpgsqlDbType.Jsonb)}, {now}, {now})
            """).ToBatchCommand());

    private static IEnumerable<NpgsqlBatchCommand> AdministratorRows(Tenant tenant, AdministratorAccount user, string key, byte[] keyHash, DateTimeOffset now)
    {
        string[] roles = ["administrator"];
        yield return ((Sql)$"""
            insert into nexus.users (id, tenant_id, email, name, roles, password_hash, created_at, updated_at)
            values ({user.Id}, {tenant.Id}, {user.Email}, 'Administrator', {roles}, {user.PasswordHash}, {now}, {now})
            """).ToBatchCommand();
        yield return ((Sql)$"""
            insert into nexus.api_keys (id, tenant_id, name, user_id, roles, secret_hash, prefix, created_at, updated_at)
            values ({Guid.CreateVersion7(now)}, {tenant.Id}, 'First key', {user.Id}, {roles}, {keyHash}, {key[..11]}, {now}, {now})
            """).ToBatchCommand();
        // Whose account this is can be told from the event log alone, and so can when the business began.
        var data = JsonSerializer.Serialize(new { tenant.Name, tenant.Industry, tenant.Country, tenant.Currency, Modules = tenant.Modules.Order().ToArray() }, NexusJson.Options);
        yield return ((Sql)$"""
            insert into nexus.events (id, tenant_id, name, resource, row_id, actor, at, data)
            values ({Guid.CreateVersion7(now)}, {tenant.Id}, 'core.tenant.activated', 'core.tenant', {tenant.Id}, 'activation', {now}, {Sql.Value(data, NpgsqlDbType.Jsonb)})
            """).ToBatchCommand();
    }

    private sealed record AdministratorAccount(Guid Id, string Email, string PasswordHash);
}

/// <summary>A step of an activation and how long it took.</summary>
public sealed record ActivationStep(string Name, double Milliseconds);

/// <summary>What an activation made. Password and key are shown this once.</summary>
public sealed record ActivationAnswer(Tenant Tenant, string Username, string Password, string ApiKey, IReadOnlyList<ActivationStep> Steps);
