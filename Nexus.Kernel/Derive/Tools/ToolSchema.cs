using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>The arguments of a tool as JSON Schema.</summary>
public static class ToolSchema
{
    /// <summary>The row that the operation is about.</summary>
    public const string Id = "id";

    public const string DryRun = "dry_run";

    public const string IdempotencyKey = "idempotency_key";

    /// <summary>Refused when the row has another version by now.</summary>
    public const string IfVersion = "if_version";

    /// <summary>Arguments of the tools themselves; no operation may have an input so named.</summary>
    public static IReadOnlyList<string> OwnArguments { get; } = [Id, DryRun, IdempotencyKey, IfVersion];

    internal static JsonElement Of(ToolType tool, Tenant tenant)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        if (tool.Operation is { HasTarget: true } target)
        {
            properties[Id] = Described("string", $"Id of the {target.Resource.Name.Replace('_', ' ')}.", "uuid");
            required.Add(Id);
        }

        var changes = tool.Operation?.Derived is Derived.Update;
        foreach (var field in Fields(tool, tenant))
        {
            properties[field.Name] = FieldSchema.Of(field, withDefault: !changes);
            if (field.Required && !changes)
                required.Add(field.Name);
        }

        if (tool.Writes)
            AddOwn(properties, tool.Operation!);
        return Object(properties, required);
    }

    /// <summary>The inputs that may be sent, the tenant's own fields among them.</summary>
    internal static IEnumerable<Field> Fields(ToolType tool, Tenant tenant) => tool switch
    {
        { Report: { } report } => report.Parameters,
        { Operation: { Derived: Derived.Create or Derived.Update } derived } => derived.Fields.Concat(tenant.ShapeOf(derived.Resource).Fields.Where(f => f.IsCustom)),
        _ => tool.Operation!.Fields,
    };

    internal static JsonObject Described(string type, string description, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type, ["description"] = description };
        if (format is not null)
            schema["format"] = format;
        return schema;
    }

    internal static JsonElement Object(JsonObject properties, JsonArray required) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["type"] = "object",
        ["properties"] = properties,
        ["required"] = required,
        ["additionalProperties"] = false,
    });

    private static void AddOwn(JsonObject properties, OperationType operation)
    {
        properties[DryRun] = Described("boolean", "true: tell what would happen (answer, changes, events) and change nothing.");
        properties[IdempotencyKey] = Described("string", "Any text of your own, to repeat the call safely: with the same key it is done once.");
        if (operation.HasTarget)
            properties[IfVersion] = Described("integer", "The row's version that you have seen; refused if it was changed since.");
    }
}
