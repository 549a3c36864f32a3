using Nexus.Kernel.Tenancy;

namespace Nexus.Benchmarks.Benches;

/// <summary>An installation with a thousand tenants, made once for the benchmarks that need one, with the time that each activation took.</summary>
internal static class ThousandTenants
{
    public const int Count = 1_000;

    private static Task<(BenchInstallation Installation, IReadOnlyList<ActivationAnswer> Tenants, IReadOnlyList<double> Milliseconds)>? _made;

    public static Task<(BenchInstallation Installation, IReadOnlyList<ActivationAnswer> Tenants, IReadOnlyList<double> Milliseconds)> Get(Action<string> say) => _made ??= Make(say);

    public static async Task Release()
    {
        if (_made is not null)
            await (await _made).Installation.DisposeAsync();
    }

    private static async Task<(BenchInstallation, IReadOnlyList<ActivationAnswer>, IReadOnlyList<double>)> Make(Action<string> say)
    {
        var installation = await BenchInstallation.Start(say);
        var tenants = new List<ActivationAnswer>(Count);
        var times = new List<double>(Count);
        await installation.Activate("Warm-up");
        for (var i = 0; i < Count; i++)
        {
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            tenants.Add(await installation.Activate($"Tenant {i}"));
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if ((i + 1) % 250 == 0)
                say($"{i + 1} of {Count} tenants activated");
        }

        return (installation, tenants, times);
    }
}
