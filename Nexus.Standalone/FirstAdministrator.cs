using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Identity;

namespace Nexus.Standalone;

/// <summary>Makes the platform administrator at the first start and shows the credentials, that one time.</summary>
internal static class FirstAdministrator
{
    internal static async Task Announce(IServiceProvider services, string url, CancellationToken ct)
    {
        var made = await services.GetRequiredService<PlatformAdministrator>().Ensure(ct);
        Terminal.Say($"Console: {url}");
        if (made is null)
            return;
        Terminal.Say($"Platform administrator: {made.Email}");
        Terminal.Say($"Password (shown this once): {made.Password}");
    }
}
