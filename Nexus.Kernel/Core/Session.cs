using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Core;

/// <summary>A log-in of a user on one device, for as long as it lasts. Archived when it has ended.</summary>
[Resource("core.session", Storage = Storage.Shared, Table = "nexus.sessions", Derived = Derived.None)]
public sealed class Session : Resource, IHeldInMemory
{
    /// <summary>Who is logged in.</summary>
    [References<User>]
    public Guid UserId { get; set; }

    /// <summary>The address that the user logged in from.</summary>
    public string? Ip { get; set; }

    /// <summary>The program that the user logged in with.</summary>
    public string? UserAgent { get; set; }

    /// <summary>When it was last renewed.</summary>
    public DateTimeOffset RefreshedAt { get; set; }

    /// <summary>When it ends if it isn't renewed.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>What ended it: <c>logout</c>, <c>revoked</c>, <c>password_changed</c>, <c>refresh_token_reused</c>.</summary>
    public string? EndedBy { get; set; }

    Guid IHeldInMemory.MemoryKey => Id;
}
