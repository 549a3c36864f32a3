namespace Nexus.Kernel.Import;

/// <summary>A line, or a cell of it, that can't be imported.</summary>
/// <param name="Line">Line of the file on which the row begins, from 1.</param>
/// <param name="Column">As the file names it; null when the whole line is meant.</param>
public sealed record BadLine(long Line, string? Column, string Code, string Message);

/// <summary>What an import did, or would do.</summary>
public sealed class ImportReport
{
    /// <summary>Bad lines named in a JSON answer; the answer as CSV has up to <see cref="BadKeptMax"/>.</summary>
    public const int BadNamedMax = 1_000;

    public const int BadKeptMax = 100_000;

    private readonly List<BadLine> _bad = [];

    public required bool DryRun { get; init; }

    public required ImportMode Mode { get; init; }

    public required string Encoding { get; init; }

    public required string Delimiter { get; init; }

    /// <summary>The field that each column goes to; null where it is ignored.</summary>
    public required IReadOnlyDictionary<string, string?> Columns { get; init; }

    public long Rows { get; internal set; }

    public long Created { get; internal set; }

    public long Updated { get; internal set; }

    /// <summary>Bad lines, which were left out.</summary>
    public long Skipped { get; internal set; }

    /// <summary>Faults found, of which <see cref="Bad"/> names the first.</summary>
    public long BadTotal { get; private set; }

    /// <summary>Nothing is imported, because a line is bad.</summary>
    internal bool IsRefused => Mode is ImportMode.AllOrNothing && BadTotal > 0;

    public IEnumerable<BadLine> Bad => _bad.Take(BadNamedMax);

    internal IReadOnlyList<BadLine> AllBad => _bad;

    internal void Add(IReadOnlyCollection<BadLine> bad)
    {
        Skipped++;
        BadTotal += bad.Count;
        if (_bad.Count < BadKeptMax)
            _bad.AddRange(bad);
    }
}
