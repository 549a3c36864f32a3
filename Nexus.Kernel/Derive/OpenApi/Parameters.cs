using System.Text.Json.Nodes;

namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>Parameters that many operations share.</summary>
internal static class Parameters
{
    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/parameters/{name}" };

    public static JsonObject All() => new()
    {
        ["Id"] = Make("id", "path", "Id of the row.", new JsonObject { ["type"] = "string", ["format"] = "uuid" }, required: true),
        ["IfMatch"] = Make("If-Match", "header", "The ETag that was read; 412 when the row has changed since."),
        ["IfNoneMatch"] = Make("If-None-Match", "header", "The ETag that was read; 304 when the row has not changed since."),
        ["IdempotencyKey"] = Make("Idempotency-Key", "header", "Makes the call happen once: the same key gets the same answer for 24 hours."),
        ["DryRun"] = Make("dryRun", "query", "Answers what would happen, and changes nothing.", new JsonObject { ["type"] = "boolean" }),
        ["Range"] = Make("Range", "header", "Rows from and to, counted from 0: 0-24."),
        ["Prefer"] = Make("Prefer", "header", "count=exact, planned or estimated; return=minimal, headers-only or representation."),
    };

    private static JsonObject Make(string name, string place, string description, JsonObject? schema = null, bool required = false) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = required, ["description"] = description, ["schema"] = schema ?? DerivedPaths.Text() };
}
