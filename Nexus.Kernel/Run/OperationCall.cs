using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Run;

/// <summary>A wish to run an operation, however it came in: REST, tool, reaction, job, page.</summary>
public sealed record OperationCall
{
    public required OperationType Operation { get; init; }

    public required Tenant Tenant { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>The input as JSON; or <see cref="Record"/>.</summary>
    public JsonElement Input { get; init; }

    /// <summary>The input as the operation's own record, from code that has it.</summary>
    public object? Record { get; init; }

    /// <summary>The row that the route names.</summary>
    public Guid? Target { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>The version that the caller has seen; another one is refused with 412.</summary>
    public long? IfMatch { get; init; }

    /// <summary>Do it all and roll back: the answer is what would happen.</summary>
    public bool DryRun { get; init; }

    /// <summary>Refuse to create a row that is probably there already, instead of only naming it.</summary>
    public bool RefuseDuplicates { get; init; }
}

/// <summary>What an operation answered.</summary>
/// <param name="Status">201 when the call created the row it answers with, else 200.</param>
/// <param name="Body">The row, or the event's data where there is no row; JSON.</param>
public sealed record OperationAnswer(int Status, byte[] Body, Guid? RowId, long? Version)
{
    /// <summary>Rows that are probably the same thing as the one created.</summary>
    public IReadOnlyList<Guid> Duplicates { get; init; } = [];

    /// <summary>Secrets shown this once; they are not in <see cref="Body"/>, which is kept for repeated calls and shown to AI clients.</summary>
    public IReadOnlyDictionary<string, string>? Revealed { get; init; }

    /// <summary>The body with the secrets, for the one who asked.</summary>
    public byte[] BodyWithSecrets()
    {
        if (Revealed is not { Count: > 0 })
            return Body;
        var body = System.Text.Json.Nodes.JsonNode.Parse(Body)!.AsObject();
        foreach (var (name, secret) in Revealed)
            body[name] = secret;
        return JsonSerializer.SerializeToUtf8Bytes(body, NexusJson.Options);
    }

    /// <summary>Events that were published; empty in an answer repeated for an idempotency key.</summary>
    public IReadOnlyList<PublishedEvent> Events { get; init; } = [];

    /// <summary>True when this is the answer of an earlier call with the same key.</summary>
    public bool Repeated { get; init; }

    /// <summary>The row itself, for callers in the process.</summary>
    public Resource? Row { get; init; }
}
