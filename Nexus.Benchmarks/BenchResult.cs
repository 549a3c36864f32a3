namespace Nexus.Benchmarks;

/// <summary>One measured figure.</summary>
/// <param name="Target">As text, <c>≥ 0.6</c>; empty for a figure that only explains another.</param>
/// <param name="Met">Null where there is no target.</param>
public sealed record BenchResult(string Name, double Value, string Unit, string Target = "", bool? Met = null)
{
    public static BenchResult AtLeast(string name, double value, string unit, double target) => new(name, value, unit, FormattableString.Invariant($"≥ {target}"), value >= target);

    public static BenchResult AtMost(string name, double value, string unit, double target) => new(name, value, unit, FormattableString.Invariant($"≤ {target}"), value <= target);
}

/// <summary>Something that is measured against something else in the same run.</summary>
internal interface IBench
{
    string Name { get; }

    /// <summary>In one sentence.</summary>
    string What { get; }

    IAsyncEnumerable<BenchResult> Run(Action<string> say, CancellationToken ct);
}
