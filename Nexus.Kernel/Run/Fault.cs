using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Run;

/// <summary>
/// A call that can't be done, as it is told to who asked: an HTTP status of the 4xx range, a stable code, a sentence for a person, and
/// the fields it is about. Rendered as RFC 9457 problem details.
/// </summary>
public sealed class Fault(int status, string code, string message, IReadOnlyList<FieldFault>? fields = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public IReadOnlyList<FieldFault> Fields { get; } = fields ?? [];

    /// <summary>Further members of the problem, by name; values are anything that JSON can hold.</summary>
    public Dictionary<string, object?> More { get; } = [];

    public Fault With(string name, object? value)
    {
        More[name] = value;
        return this;
    }

    public static Fault NotFound(string what) => new(404, "not_found", $"There is no such {what}, or you may not see it.");

    public static Fault Denied(string permission) =>
        new Fault(403, "permission_denied", $"You lack the permission {permission}.").With("permission", permission).With("explain", $"/api/v1/core/explain?permission={Uri.EscapeDataString(permission)}");

    public static Fault Unauthenticated(string message = "Log in or send an API key as a Bearer token.") => new(401, "unauthenticated", message);

    /// <summary>429 with <c>Retry-After</c>: asked too often, or locked for a while.</summary>
    public static Fault TooMany(string code, string message, TimeSpan wait) =>
        new Fault(429, code, message).With("retry_after", (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds)));

    public static Fault Malformed(string code, string message, string? field = null) =>
        new(400, code, message, field is null ? null : [new FieldFault(field, code, message)]);

    public static Fault Invalid(IReadOnlyList<FieldFault> fields) =>
        new(422, "invalid_input", fields.Count == 1 ? fields[0].Message : $"{fields.Count} fields are not right.", fields);

    public static Fault Refused(Refusal refusal) =>
        new(409, refusal.Code, refusal.Message, refusal.Field is null ? null : [new FieldFault(refusal.Field, refusal.Code, refusal.Message)]);
}
