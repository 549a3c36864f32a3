using Nexus.Modules.Demo;

namespace Nexus.Standalone;

/// <summary>Makes the demo business at the first start with <c>--demo</c> and shows how to get in, that one time.</summary>
internal static class Demo
{
    internal static async Task Announce(IServiceProvider services, string url, CancellationToken ct)
    {
        var made = await DemoBusiness.Create(services, new Spoken(), made =>
        {
            Terminal.Say($"Demo business: {made.Tenant.Name}");
            Terminal.Say($"  Log in at {url} as {made.Username} with the password {made.Password} (shown this once)");
            Terminal.Say($"  API key: {made.ApiKey} (shown this once)");
        }, ct);
        if (!made)
            Terminal.Say($"The demo business is there already: log in at {url} as {DemoBusiness.Username} with the password that was shown when it was made.");
    }

    /// <summary>Says at once what is reported, in the order of the reports.</summary>
    private sealed class Spoken : IProgress<string>
    {
        public void Report(string value) => Terminal.Say(value + " …");
    }
}
