namespace Nexus.Kernel.Run;

/// <summary>What kind of actor asks.</summary>
public enum CallerKind
{
    User,
    ApiKey,

    /// <summary>An administrator of the installation, who names the tenant by <c>X-Tenant</c>.</summary>
    Platform,
    Reaction,
    Job,

    /// <summary>The kernel itself: activation, maintenance.</summary>
    System,
}

/// <summary>Who asks, and what they may do.</summary>
public sealed record Caller
{
    public required CallerKind Kind { get; init; }

    /// <summary>As the audit shows it: an e-mail, a key's name, a reaction's name.</summary>
    public required string Name { get; init; }

    /// <summary>The user, also behind an API key that belongs to one; null for the rest.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The tenant that the credential belongs to; null for the platform.</summary>
    public Guid? TenantId { get; init; }

    public Guid? SessionId { get; init; }

    public Guid? ApiKeyId { get; init; }

    /// <summary>Teams that the user is a member of.</summary>
    public IReadOnlyList<Guid> TeamIds { get; init; } = [];

    public required Rights Rights { get; init; }

    /// <summary>For reactions and jobs: the name of who caused it.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>For reactions: how many of them led here. A chain of reactions ends at a limit.</summary>
    public int Depth { get; init; }

    /// <summary>The kernel acting by itself, with all rights.</summary>
    public static Caller System(string name, string? onBehalfOf = null, CallerKind kind = CallerKind.System) =>
        new() { Kind = kind, Name = name, Rights = Rights.Everything, OnBehalfOf = onBehalfOf };
}
