using System.Text.RegularExpressions;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Events.Live;

/// <summary>Which events are wanted: by type and by resource, each a list of names or patterns (<c>crm.deal.won</c>, <c>crm.deal.*</c>, <c>*.created</c>, <c>*</c>). An empty list wants all.</summary>
public sealed partial class EventFilter(IReadOnlyList<string> types, IReadOnlyList<string> resources)
{
    public const int PatternsMax = 50;

    private readonly Grant[] _types = [.. types.Select(t => new Grant(t))];
    private readonly Grant[] _resources = [.. resources.Select(r => new Grant(r))];

    public bool Wants(EventEnvelope happened) =>
        (_types.Length == 0 || _types.Any(t => t.Covers(happened.Name))) && (_resources.Length == 0 || _resources.Any(r => r.Covers(happened.Resource)));

    /// <summary>From lists parted by commas, as a query string has them.</summary>
    /// <exception cref="Fault">400 when one is no name or pattern.</exception>
    public static EventFilter Parse(string? types, string? resources) => new(Patterns("type", types), Patterns("resource", resources));

    public static bool IsPattern(string text) => Pattern().IsMatch(text);

    private static string[] Patterns(string field, string? list)
    {
        var patterns = (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (patterns.Length > PatternsMax)
            throw Fault.Malformed("too_many_patterns", $"There may be at most {PatternsMax} patterns.", field);
        return patterns.All(IsPattern) ? patterns : throw Fault.Malformed("wrong_pattern", "A pattern is a name such as crm.deal.won, or crm.deal.*, *.created or *.", field);
    }

    [GeneratedRegex(@"^(\*|(\*\.)?[a-z][a-z0-9_]{0,49}(\.[a-z][a-z0-9_]{0,49}){0,3}(\.\*)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
