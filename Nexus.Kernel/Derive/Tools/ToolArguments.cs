using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>The arguments of one tool call: the tool's own are taken out, the rest is the operation's input.</summary>
internal sealed class ToolArguments(IEnumerable<KeyValuePair<string, JsonElement>> sent)
{
    private readonly Dictionary<string, JsonElement> _left = sent.ToDictionary();

    /// <summary>What nobody took.</summary>
    public JsonElement Rest => JsonSerializer.SerializeToElement(_left);

    public bool Flag(string name) => Take(name) is { } json && json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    public string? Text(string name) => Take(name) is { } json ? json.ValueKind is JsonValueKind.String ? json.GetString() : throw Wrong(name, "text") : null;

    public string Needed(string name) => Text(name) is { Length: > 0 } text ? text : throw Missing(name);

    public long? Number(string name) => Take(name) is { } json ? json.ValueKind is JsonValueKind.Number && json.TryGetInt64(out var number) ? number : throw Wrong(name, "a whole number") : null;

    public Guid? Id(string name) => Text(name) is { } text ? Guid.TryParse(text, out var id) ? id : throw Wrong(name, "an id (a UUID)") : null;

    public JsonElement? Take(string name) => _left.Remove(name, out var json) && json.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? json : null;

    /// <exception cref="Fault">422 when something is left.</exception>
    public void End()
    {
        if (_left.Count > 0)
            throw Fault.Invalid([.. _left.Keys.Select(name => new FieldFault(name, "unknown_field", $"There is no argument named {(name.Length > 60 ? name[..60] : name)}."))]);
    }

    public static Fault Missing(string name) => Fault.Invalid([new FieldFault(name, "required", $"{Names.Label(name)} must be given.")]);

    public static Fault Wrong(string name, string expected) => Fault.Invalid([new FieldFault(name, "wrong_type", $"{Names.Label(name)} must be {expected}.")]);
}
