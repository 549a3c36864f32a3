using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Core;

/// <summary>A key with which a program comes in, as a Bearer token. It acts for a user, or for itself with roles of its own.</summary>
[Resource("core.api_key", Storage = Storage.Shared, Table = "nexus.api_keys", Derived = Derived.None)]
public sealed class ApiKey : Resource, IHeldInMemory
{
    /// <summary>What it is for.</summary>
    public string Name { get; set; } = "";

    /// <summary>The user for whom it acts, with that user's rights.</summary>
    [References<User>]
    public Guid? UserId { get; set; }

    /// <summary>Roles of a key that acts for itself.</summary>
    public string[] Roles { get; set; } = [];

    /// <summary>Permissions and patterns that it is limited to; without them it may all that its user or its roles may.</summary>
    public string[]? Scopes { get; set; }

    /// <summary>The beginning of the key, to tell keys apart.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>When it stops to count; never when empty.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When it was last used, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    Guid IHeldInMemory.MemoryKey => Id;
}
