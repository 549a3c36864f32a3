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

    /// <summary>
    /// Activates the demo business and lets its people work through the months up to now. Everything goes through the operations, by a
    /// clock that runs through the past, so that history, events and audit are what they would be.
    /// </summary>
    /// <param name="progress">Told what is being done, in words for a person.</param>
    /// <returns>Its administrator's credentials, shown this once; null when the business is there already.</returns>
    public static async Task<ActivationAnswer?> Create(IServiceProvider services, IProgress<string>? progress, CancellationToken ct)
    {
        var source = services.GetRequiredService<NpgsqlDataSource>();
        if (await IsThere(source, ct))
            return null;

        var model = services.GetRequiredService<NexusModel>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var clock = new DemoClock(now - Past);
        progress?.Report($"Activating {DemoCast.Business}");
        var activated = await ActivatorUtilities.CreateInstance<Activation>(services, clock)
            .Activate(new ActivationInput(DemoCast.Business, "services", "DE", "EUR", DemoCast.AdministratorEmail, null), null, ct);
        var office = new DemoOffice(model, ActivatorUtilities.CreateInstance<OperationPipeline>(services, clock), ActivatorUtilities.CreateInstance<ReportRunner>(services, clock), source, activated.Tenant);
        await new DemoStory(office, clock, now, progress).Tell(ct);
        return activated;
    }

    private static async Task<bool> IsThere(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select exists (select 1 from nexus.users where email = {DemoCast.AdministratorEmail} and tenant_id is not null)").Render(command.Parameters);
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
