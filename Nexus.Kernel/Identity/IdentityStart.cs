using Microsoft.Extensions.Hosting;
using Nexus.Kernel.Identity.Keys;

namespace Nexus.Kernel.Identity;

/// <summary>Before a host serves, and after the shared tables are there: there is a key to sign with, and, where it is preset, the first administrator.</summary>
internal sealed class IdentityStart(KeyRing keys, PlatformAdministrator administrator) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.Open(cancellationToken);
        if (administrator.IsPreset)
            await administrator.MakeIfNone(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
