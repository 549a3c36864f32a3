using Nexus.Modules.Demo;

namespace Nexus.Standalone;

/// <summary>Makes the demo business at the first start with <c>--demo</c> and shows how to get in, that one time.</summary>
internal static class Demo
{
    internal static async Task Announce(IServiceProvider services, CancellationToken ct)
    {
        var made = await DemoBusiness.Create(services, new Spoken(), ct);
        if (made is null)
        {
            Terminal.Say("The demo business is there already.");
            return;
        }

        Terminal.Say($"Demo business: {made.Tenant.Name}");
        Terminal.Say($"  Log in as {made.Username} with the password {made.Password} (shown this once)");
        Terminal.Say($"  API key: {made.ApiKey} (shown this once)");
    }

    /// <summary>Says at once what is reported, in the order of the reports.</summary>
    private sealed class Spoken : IProgress<string>
    {
        public void Report(string value) => Terminal.Say(value + " …");
    }
}
