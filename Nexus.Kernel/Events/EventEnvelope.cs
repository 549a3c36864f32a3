using System.Text.Json;

namespace Nexus.Kernel.Events;

/// <summary>An event as the log keeps it. On the wire it is a CloudEvent (1.0) with the subject <c>nexus.{domain}.{tenant}.{entity}.{event}</c>.</summary>
/// <param name="Transaction">With <paramref name="Position"/>: the place in the log.</param>
/// <param name="Name"><c>crm.deal.won</c></param>
/// <param name="Resource">Full name of the resource whose row it is about.</param>
/// <param name="Actor">Who caused it, as the audit names them.</param>
/// <param name="Data">The event's record, or <c>{"row": …, "changed": […]}</c> for derived ones.</param>
public sealed record EventEnvelope(
    ulong Transaction,
    long Position,
    Guid Id,
    Guid TenantId,
    string Name,
    string Resource,
    Guid? RowId,
    string Actor,
    DateTimeOffset At,
    string? TraceParent,
    JsonElement Data)
{
    /// <summary>How many reactions led to it: 0 for what a person or a program did.</summary>
    public int Depth { get; init; }

    public EventPlace Place => new(Transaction, Position);

    public string Subject
    {
        get
        {
            var parts = Name.Split('.');
            return $"nexus.{parts[0]}.{TenantId}.{string.Join('.', parts[1..])}";
        }
    }
}
