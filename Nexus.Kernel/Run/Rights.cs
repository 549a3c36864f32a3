using System.Collections.Concurrent;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Run;

/// <summary>What a caller may do: the grants of its roles, cut down by the scopes of its API key. What isn't granted is denied.</summary>
public sealed class Rights
{
    /// <summary>Permissions that begin so go by the row that something is about (<see cref="IAbout"/>).</summary>
    private static readonly string[] AboutRows = ["core.note.", "core.attachment."];

    private readonly ConcurrentDictionary<string, Rows?> _decided = new();

    public Rights(IReadOnlyList<Grant> grants, IReadOnlyList<string>? scopes = null)
    {
        Grants = grants;
        Scopes = scopes;
    }

    /// <summary>All permissions for all rows.</summary>
    public static Rights Everything { get; } = new([new Grant("*")]);

    public static Rights Nothing { get; } = new([]);

    public IReadOnlyList<Grant> Grants { get; }

    /// <summary>Patterns that an API key is limited to; null means no limit.</summary>
    public IReadOnlyList<string>? Scopes { get; }

    /// <summary>The rows that the permission holds for; null when it is denied. Of several grants the widest counts.</summary>
    public Rows? RowsFor(string permission) => _decided.GetOrAdd(permission, Decide);

    /// <summary>True when these grants, cut down by these scopes, hold nothing that the caller doesn't hold: only that may be given to others.</summary>
    public bool CanGive(IReadOnlyList<Grant> grants, IReadOnlyList<string>? scopes = null) =>
        grants.All(g => Grants.Any(own => own.Includes(g)))
        && (Scopes is null || AllInScope(scopes ?? grants.Select(g => g.Permission)) || AllInScope(grants.Select(g => g.Permission)));

    private bool AllInScope(IEnumerable<string> patterns) => patterns.All(p => Scopes!.Any(s => new Grant(s).Covers(p)));

    private Rows? Decide(string permission)
    {
        if (Scopes is not null && !Scopes.Any(s => new Grant(s).Covers(permission)))
            return null;

        Rows? widest = null;
        foreach (var grant in Grants.Where(g => g.Covers(permission)))
            widest = widest is null || grant.Rows > widest ? grant.Rows : widest;
        // What is about a row needs no grant of its own: the rights to that row decide.
        return widest ?? (Grants.Count > 0 && AboutRows.Any(permission.StartsWith) ? Rows.All : null);
    }
}
