using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Modules.Demo;

/// <summary>A business to look at: a consultancy with four months of sales behind it, the same for all who create it on the same day.</summary>
public static class DemoBusiness
{
    /// <summary>How far the demo's past reaches back.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(125);

    /// <summary>The administrator's name at the log-in.</summary>
    public static string Username => DemoCast.AdministratorEmail;

    /// <summary>
    /// Activates the demo business and lets its people work through the months up to now. Everything goes through the operations, by a
    /// clock that runs through the past, so that history, events and audit are what they would be. What an earlier call left unfinished is
    /// taken away first: nobody was told how to get in.
    /// </summary>
    /// <param name="progress">Told what is being done, in words for a person.</param>
    /// <param name="made">Told its administrator's credentials, before it counts as made: they are shown this once.</param>
    /// <returns>False when the business is there already.</returns>
    /// <exception cref="Fault">Another process is making it now.</exception>
    public static async Task<bool> Create(IServiceProvider services, IProgress<string>? progress, Action<ActivationAnswer> made, CancellationToken ct)
    {
        var source = services.GetRequiredService<NpgsqlDataSource>();
        // Ends with its session, and so with the process.
        await using var alone = await source.OpenConnectionAsync(ct);
        if (await Scalar(alone, $"select pg_try_advisory_lock(hashtext('nexus demo'))", ct) is not true)
            throw new Fault(409, "demo_in_the_making", "Another process is making the demo business now.");
        try
        {
            if (await Find(alone, DemoCast.BusinessInTheMaking, ct) is { } unfinished)
                await Remove(services, unfinished, progress, ct);
            else if (await Find(alone, null, ct) is not null)
                return false;

            var activated = await Make(services, source, progress, ct);
            made(activated);
            await Finish(services, alone, activated.Tenant.Id, ct);
            return true;
        }
        finally
        {
            await Scalar(alone, $"select pg_advisory_unlock(hashtext('nexus demo'))", CancellationToken.None);
        }
    }

    private static async Task<ActivationAnswer> Make(IServiceProvider services, NpgsqlDataSource source, IProgress<string>? progress, CancellationToken ct)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var clock = new DemoClock(now - Past);
        progress?.Report($"Activating {DemoCast.Business}");
        var activated = await ActivatorUtilities.CreateInstance<Activation>(services, clock)
            .Activate(new ActivationInput(DemoCast.BusinessInTheMaking, "services", "DE", "EUR", DemoCast.AdministratorEmail, null), null, ct);
        var office = new DemoOffice(
            services.GetRequiredService<NexusModel>(), ActivatorUtilities.CreateInstance<OperationPipeline>(services, clock),
            ActivatorUtilities.CreateInstance<ReportRunner>(services, clock), source, activated.Tenant);
        await new DemoStory(office, clock, now, progress).Tell(ct);
        return activated with { Tenant = activated.Tenant with { Name = DemoCast.Business } };
    }

    private static async Task Remove(IServiceProvider services, Guid unfinished, IProgress<string>? progress, CancellationToken ct)
    {
        progress?.Report("Taking away a demo business that was left unfinished");
        var erasure = services.GetRequiredService<TenantErasure>();
        var request = await erasure.Request(unfinished, ct);
        await erasure.Erase(unfinished, request.Name, request.Confirmation, Caller.System("demo"), ct);
    }

    private static async Task Finish(IServiceProvider services, NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            await Scalar(connection, $"update nexus.tenants set name = {DemoCast.Business} where id = {tenant}", ct);
            await Scalar(connection, Invalidations.Announce("tenant", tenant.ToString()), ct);
            await transaction.CommitAsync(ct);
        }

        services.GetRequiredService<Invalidations>().Raise("tenant", tenant.ToString());
    }

    private static async Task<Guid?> Find(NpgsqlConnection connection, string? name, CancellationToken ct) => (Guid?)await Scalar(connection,
        $"select t.id from nexus.users u join nexus.tenants t on t.id = u.tenant_id where u.email = {DemoCast.AdministratorEmail} and ({Sql.Value(name, NpgsqlTypes.NpgsqlDbType.Text)} is null or t.name = {Sql.Value(name, NpgsqlTypes.NpgsqlDbType.Text)}) limit 1", ct);

    private static async Task<object?> Scalar(NpgsqlConnection connection, Sql sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Render(command.Parameters);
        return await command.ExecuteScalarAsync(ct);
    }
}
