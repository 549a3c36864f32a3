namespace Nexus.Kernel.Events.Live;

/// <summary>The other end of a live connection, whatever it speaks.</summary>
internal interface ILiveClient
{
    Task Send(Guid id, ReadOnlyMemory<byte> cloudEvent, CancellationToken ct);

    /// <summary>Something to show that the connection lives, when there was nothing else to send.</summary>
    Task Heartbeat(CancellationToken ct);

    /// <summary>Says why it ends; the client resumes from the last event that it got, where that makes sense.</summary>
    Task Close(LiveEnd end, CancellationToken ct);
}

/// <summary>Why the server ends a live connection.</summary>
/// <param name="Code">Stable: <c>credential_revoked</c>, <c>tenant_suspended</c>, <c>slow_consumer</c>, <c>server_stopping</c>.</param>
/// <param name="Resume">True when the client should come back with the last event's id.</param>
internal sealed record LiveEnd(string Code, string Message, bool Resume)
{
    public static readonly LiveEnd Revoked = new("credential_revoked", "The credential was revoked or has expired.", false);
    public static readonly LiveEnd Suspended = new("tenant_suspended", "The tenant is suspended.", false);
    public static readonly LiveEnd Slow = new("slow_consumer", "Events came faster than they were taken. Resume from the last one.", true);
    public static readonly LiveEnd Stopping = new("server_stopping", "The server is stopping. Resume from the last event.", true);
    public static readonly LiveEnd Failed = new("interrupted", "The stream was interrupted. Resume from the last event.", true);
}
