namespace Nexus.ServiceDefaults.Metrics;

/// <summary>How a family of series is to be read.</summary>
public enum FamilyKind
{
    /// <summary>Only grows; its rate is what matters.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts values by size.</summary>
    Histogram,
}

/// <summary>One instrument's series at a moment.</summary>
/// <param name="Name">The instrument's own name, such as <c>http.server.request.duration</c>.</param>
/// <param name="Unit">In UCUM, such as <c>s</c>, <c>By</c> or <c>{request}</c>.</param>
/// <param name="Description">What is measured.</param>
/// <param name="Kind">How to read it.</param>
/// <param name="Series">One for each combination of tags.</param>
public sealed record Family(string Name, string? Unit, string? Description, FamilyKind Kind, IReadOnlyList<SeriesValue> Series);

/// <summary>One series at a moment.</summary>
/// <param name="Tags">What tells it from the instrument's other series.</param>
/// <param name="Value">The counter's or gauge's value; a histogram's sum.</param>
/// <param name="Buckets">A histogram's upper bounds with the count of values up to each, the last one being infinity.</param>
public sealed record SeriesValue(IReadOnlyList<KeyValuePair<string, object?>> Tags, double Value, IReadOnlyList<(double UpTo, long Count)>? Buckets = null);
