using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Records;

/// <summary>What a line of the timeline is.</summary>
public enum EntryKind
{
    /// <summary>The row changed, or something happened to it.</summary>
    Change,
    Note,
    File,

    /// <summary>A row that references this one came into being.</summary>
    Linked,
}

/// <summary>Something that happened to a row.</summary>
/// <param name="Id">Of the audit entry, the event, the note, the file or the linked row.</param>
/// <param name="Who">As the audit names them, or a user's id where there is only that.</param>
public sealed record TimelineEntry(EntryKind Kind, string Id, DateTimeOffset At, string? Who)
{
    /// <summary>The user's id, where who did it is a user and the audit may be seen.</summary>
    public string? UserId { get; init; }

    /// <summary>Names of the events that tell of it.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The operation that did it, where that is known.</summary>
    public string? Operation { get; init; }

    public JsonObject? Before { get; init; }

    public JsonObject? After { get; init; }

    /// <summary>The audit entry, if the person may see the audit.</summary>
    public string? Audit { get; init; }

    public string? Trace { get; init; }

    /// <summary>Who caused it, where a reaction or a job did it.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The note, the file or the linked row.</summary>
    public JsonObject? Row { get; init; }

    public ResourceType? Resource { get; init; }
}
