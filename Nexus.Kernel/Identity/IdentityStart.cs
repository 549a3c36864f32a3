using Microsoft.Extensions.Hosting;
using Nexus.Kernel.Identity.Keys;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>Before a host serves: the shared tables are there, there is a key to sign with, and, where it is preset, the first administrator.</summary>
internal sealed class IdentityStart(NpgsqlDataSource source, KeyRing keys, PlatformAdministrator administrator) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await PlatformDatabase.Prepare(source, cancellationToken);
        await keys.Open(cancellationToken);
        if (administrator.IsPreset)
            await administrator.MakeIfNone(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
