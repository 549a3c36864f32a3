using System.Text.Json.Nodes;

namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>Endpoint metadata: a parameter of a route that was written by hand, as the document describes it.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="In">query or header.</param>
internal sealed record RouteParameter(string Name, string Description, string Type = "string", string In = "query")
{
    /// <summary>The values that it takes, when they are few.</summary>
    public string[] Choices { get; init; } = [];

    public JsonObject Describe()
    {
        var schema = new JsonObject { ["type"] = Type };
        if (Choices.Length > 0)
            schema["enum"] = new JsonArray([.. Choices.Select(c => (JsonNode)c)]);
        return new JsonObject { ["name"] = Name, ["in"] = In, ["required"] = false, ["description"] = Description, ["schema"] = schema };
    }
}
