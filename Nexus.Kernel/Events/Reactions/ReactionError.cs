using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Events.Reactions;

/// <summary>Why background work failed, as people are told: a code and a sentence. What only a developer understands is in the log.</summary>
public sealed record ReactionError(string Code, string Message)
{
    private const int MessageLengthMax = 1_000;

    /// <summary>No rule said no; something broke.</summary>
    public bool IsUnexpected => Code == "internal_error";

    public static ReactionError Of(Exception e) => e switch
    {
        Fault { Fields.Count: > 0 } fault => new(fault.Code, Short($"{fault.Message} ({string.Join("; ", fault.Fields.Select(f => $"{f.Field}: {f.Message}"))})")),
        Fault fault => new(fault.Code, Short(fault.Message)),
        ModelException => new("internal_error", "It doesn't fit this version of Nexus. The log says more."),
        OperationCanceledException or TimeoutException => new("too_slow", "It took longer than it may."),
        _ => new("internal_error", "Something went wrong on our side. The log says more."),
    };

    private static string Short(string message) => message.Length <= MessageLengthMax ? message : message[..MessageLengthMax] + "…";
}
