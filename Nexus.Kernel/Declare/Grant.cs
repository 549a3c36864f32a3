namespace Nexus.Kernel.Declare;

/// <summary>Which rows a grant holds for; wider ones come later.</summary>
public enum Rows
{
    /// <summary>Rows that the caller owns (or, where a resource has no owner, created).</summary>
    Own,

    /// <summary>Rows owned by a member of one of the caller's teams, or given to such a team.</summary>
    Team,

    All,
}

/// <summary>A permission that a role gives: an operation's name or a pattern (<c>crm.deal.win</c>, <c>crm.deal.*</c>, <c>crm.*</c>, <c>*.read</c>, <c>*</c>).</summary>
public sealed record Grant(string Permission, Rows Rows = Rows.All)
{
    /// <summary>True when all that the other grant holds, this one holds too.</summary>
    public bool Includes(Grant other) => Rows >= other.Rows && Covers(other.Permission);

    /// <summary>True when the pattern covers the permission; a <c>*</c> stands for one or more whole parts.</summary>
    public bool Covers(string permission)
    {
        if (Permission == permission || Permission == "*")
            return true;

        if (Permission.EndsWith(".*", StringComparison.Ordinal) && permission.StartsWith(Permission[..^1], StringComparison.Ordinal))
            return true;

        return Permission.StartsWith("*.", StringComparison.Ordinal) && permission.EndsWith(Permission[1..], StringComparison.Ordinal);
    }
}
