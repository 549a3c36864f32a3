namespace Nexus.Benchmarks.Benches;

/// <summary>A thousand activations, one after another: how long one takes, and whether the last ones take longer than the first.</summary>
internal sealed class ActivationBench : IBench
{
    private const int Sample = 100;

    public string Name => "activation";

    public string What => "1,000 tenants activated on one installation";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var (_, _, times) = await ThousandTenants.Get(say);
        var first = Median(times.Take(Sample));
        var last = Median(times.TakeLast(Sample));
        yield return BenchResult.AtMost("activation, median", Median(times), "ms", 1_000);
        yield return BenchResult.AtMost("activation, last 100 / first 100", last / first, "ratio", 1.33);
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return ordered[ordered.Length / 2];
    }
}
