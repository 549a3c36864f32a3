using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>In which form rows are answered.</summary>
internal enum ReadFormat
{
    Json,

    /// <summary>Exactly one row, not in a list: <c>application/vnd.pgrst.object+json</c>.</summary>
    Object,
    Csv,
}

/// <summary>How the number of all rows is found, if it is asked for.</summary>
internal enum CountKind
{
    None,
    Exact,

    /// <summary>What PostgreSQL's planner expects; costs nothing.</summary>
    Planned,

    /// <summary>Exact while there are few, else what the planner expects.</summary>
    Estimated,
}

/// <summary>What a client wishes about the answer, in <c>Accept</c>, <c>Prefer</c> and <c>Range</c>.</summary>
internal static class Preferences
{
    public const string SingleObject = "application/vnd.pgrst.object+json";

    /// <exception cref="Fault">406 when none of the types accepted is known.</exception>
    public static ReadFormat Format(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0)
            return ReadFormat.Json;
        foreach (var header in accept)
        {
            foreach (var part in (header ?? "").AsSpan().Split(','))
            {
                var type = header.AsSpan(part);
                if (type.IndexOf(';') is >= 0 and var end)
                    type = type[..end];
                switch (type.Trim())
                {
                    case "application/json" or "*/*" or "application/*" or "application/vnd.pgrst.array+json" or "": return ReadFormat.Json;
                    case SingleObject: return ReadFormat.Object;
                    case "text/csv": return ReadFormat.Csv;
                }
            }
        }

        throw new Fault(406, "not_acceptable", $"Rows come as application/json, text/csv or {SingleObject}.");
    }

    public static bool Has(HttpRequest request, string preference)
    {
        foreach (var header in request.Headers["Prefer"])
        {
            foreach (var part in (header ?? "").AsSpan().Split(','))
            {
                if (header.AsSpan(part).Trim().Equals(preference, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    public static CountKind Count(HttpRequest request) =>
        request.Headers["Prefer"].Count == 0 ? CountKind.None
        : Has(request, "count=exact") ? CountKind.Exact
        : Has(request, "count=planned") ? CountKind.Planned
        : Has(request, "count=estimated") ? CountKind.Estimated
        : CountKind.None;

    /// <summary>Takes limit and offset from <c>Range: 0-24</c> where the query string has none.</summary>
    /// <exception cref="Fault">416 when the range ends before it begins.</exception>
    public static void ReadRange(HttpRequest request, QueryNode query)
    {
        var header = request.Headers.Range.ToString();
        if (header.Length == 0 || query.Limit is not null || query.Offset is not null)
            return;
        var range = header.StartsWith("items=", StringComparison.OrdinalIgnoreCase) ? header.AsSpan(6) : header;
        var dash = range.IndexOf('-');
        if (dash < 0 || !int.TryParse(range[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var first))
            return;
        query.Offset = first;
        if (range[(dash + 1)..].IsEmpty || !int.TryParse(range[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            return;
        query.Limit = last >= first ? (long)last - first + 1 : throw RangeNotThere();
    }

    public static Fault RangeNotThere() => new(416, "range_not_satisfiable", "There are no rows in this range.");
}
