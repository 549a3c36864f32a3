using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>The routes that are derived from the model, as paths of the document.</summary>
internal sealed class DerivedPaths(NexusModel model)
{
    private static readonly (string Name, string Description)[] ListParameters =
    [
        ("select", "Columns and embedded resources: id,name,company(name). All columns when not given."),
        ("order", "Columns with asc or desc, nullsfirst or nullslast: created_at.desc,name."),
        ("limit", "Rows at most."),
        ("offset", "Rows to pass over."),
        ("or", "Filters of which one must hold: (name.eq.Ada,name.like.B*)."),
        ("and", "Filters that must all hold: (size.gt.1,size.lt.9)."),
    ];

    public void AddTo(JsonObject paths, JsonObject schemas)
    {
        foreach (var resource in model.Resources)
        {
            schemas[resource.FullName] = RowSchema.Row(resource);
            var rows = Path(paths, $"/api/v1/{resource.Module}/{resource.Plural}");
            rows["get"] = List(resource);
            Path(paths, $"/api/v1/{resource.Module}/{resource.Plural}/{{id}}")["get"] = Read(resource);
            foreach (var document in model.DocumentsOf(resource))
                Path(paths, $"/api/v1/{resource.Module}/{resource.Plural}/{{id}}/{document.ShortName}")["get"] = Document(document, resource);
        }

        foreach (var operation in model.Operations)
            Operation(operation, paths, schemas);
        foreach (var report in model.Reports)
            Path(paths, report.Route)["get"] = Report(report, schemas);
    }

    private static JsonObject List(ResourceType resource)
    {
        var parameters = new JsonArray([.. ListParameters.Select(p => (JsonNode)Query(p.Name, p.Name is "limit" or "offset" ? new JsonObject { ["type"] = "integer", ["minimum"] = 0 } : Text(), p.Description))]);
        foreach (var field in resource.Fields)
            parameters.Add(Query(field.Name, Text(), $"Filter: operator and value, such as {Example(field)}. {field.Description}".Trim()));
        parameters.Add(Parameters.Reference("Range"));
        parameters.Add(Parameters.Reference("Prefer"));
        var list = new JsonObject { ["type"] = "array", ["items"] = Schema(resource.FullName) };
        var answer = Answer("The rows.", new JsonObject
        {
            ["application/json"] = new JsonObject { ["schema"] = list },
            ["text/csv"] = new JsonObject { ["schema"] = Text() },
            [Rest.Preferences.SingleObject] = new JsonObject { ["schema"] = Schema(resource.FullName) },
        });
        answer["headers"] = new JsonObject { ["Content-Range"] = new JsonObject { ["description"] = "First and last row, and how many there are if that was asked for: 0-24/310.", ["schema"] = Text() } };
        return Entry(resource.Module, $"list_{resource.Module}_{resource.Plural}", $"Lists {resource.Plural.Replace('_', ' ')}.", $"{resource.Description} Speaks the PostgREST dialect. Needs the permission {resource.ReadPermission}.", parameters, null, ("200", answer), ("206", answer.DeepClone().AsObject()));
    }

    private static JsonObject Read(ResourceType resource)
    {
        var answer = Answer("The row.", Json(Schema(resource.FullName)));
        answer["headers"] = ETag();
        return Entry(resource.Module, $"read_{resource.Module}_{resource.Name}", $"Reads a {resource.Name.Replace('_', ' ')}.", $"Needs the permission {resource.ReadPermission}.",
            new JsonArray(Parameters.Reference("Id"), Query("select", Text(), ListParameters[0].Description), Parameters.Reference("IfNoneMatch")), null, ("200", answer), ("304", Answer("The row has not changed.", null)));
    }

    private static JsonObject Document(DocumentType document, ResourceType resource) =>
        Entry(resource.Module, document.Name, Summary(document.Description), $"{document.Description} Needs the permission {resource.ReadPermission}.", new JsonArray(Parameters.Reference("Id")), null,
            ("200", Answer("The file.", new JsonObject { [document.MediaType] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } } })));

    private void Operation(OperationType operation, JsonObject paths, JsonObject schemas)
    {
        var path = Path(paths, operation.Route);
        var method = operation.Method.ToLowerInvariant();
        var input = RowSchema.Input(operation.Fields, operation.Derived is Derived.Update, operation.Derived is Derived.Create or Derived.Update);
        schemas[operation.Name] = input;
        var parameters = new JsonArray();
        if (operation.HasTarget)
        {
            parameters.Add(Parameters.Reference("Id"));
            parameters.Add(Parameters.Reference("IfMatch"));
        }

        parameters.Add(Parameters.Reference("IdempotencyKey"));
        parameters.Add(Parameters.Reference("DryRun"));
        parameters.Add(Parameters.Reference("Prefer"));
        var one = Schema(operation.Name);
        var schema = operation.Derived is Derived.Create ? new JsonObject { ["anyOf"] = new JsonArray(one, new JsonObject { ["type"] = "array", ["items"] = Schema(operation.Name), ["description"] = "Several rows: all are created, or none." }) } : one;
        var body = operation.Derived is Derived.Archive ? null : new JsonObject { ["required"] = operation.Fields.Any(f => f.Required) && operation.Derived is not Derived.Update, ["content"] = Json(schema) };
        var answersRow = operation.Derived is not Derived.None;
        var answer = Answer(answersRow ? "The row." : "What came of it: the row it is about, or what happened.", Json(answersRow ? Schema(operation.Resource.FullName) : new JsonObject { ["type"] = "object" }));
        answer["headers"] = ETag();
        path[method] = Entry(operation.Resource.Module, operation.Name, Summary(operation.Description), $"{operation.Description}{(operation.Effect is Effect.Write ? $" Publishes the event {operation.Event.Name}." : "")} Needs the permission {operation.Name}.", parameters, body,
            operation.Derived is Derived.Create ? [("201", answer)] : operation.Derived is Derived.None ? [("200", answer), ("201", answer.DeepClone().AsObject())] : [("200", answer)]);

        // Update and archive also answer where PostgREST's clients call them.
        var rows = $"/api/v1/{operation.Resource.Module}/{operation.Resource.Plural}";
        if (operation is { Derived: Derived.Update, HasTarget: true })
            Path(paths, rows)["patch"] = Named(operation, body!.DeepClone().AsObject(), "Changes the rows that the filter on id names; all or none.");
        if (operation is { Derived: Derived.Archive, Verb: "archive" })
        {
            Path(paths, rows)["delete"] = Named(operation, null, "Archives the rows that the filter on id names; all or none.");
            Path(paths, rows + "/{id}")["delete"] = Entry(operation.Resource.Module, operation.Name + "_by_delete", Summary(operation.Description), operation.Description, new JsonArray(Parameters.Reference("Id"), Parameters.Reference("IfMatch")), null, ("200", answer.DeepClone().AsObject()));
        }
    }

    private static JsonObject Named(OperationType operation, JsonObject? body, string summary) =>
        Entry(operation.Resource.Module, operation.Name + "_named", summary, $"Needs the permission {operation.Name}.",
            new JsonArray(Query("id", Text(), "eq.… or in.(…,…)", required: true), Query("select", Text(), ListParameters[0].Description), Parameters.Reference("Prefer"), Parameters.Reference("IdempotencyKey"), Parameters.Reference("DryRun")), body,
            ("200", Answer("The rows, with Prefer: return=representation.", Json(new JsonObject { ["type"] = "array", ["items"] = Schema(operation.Resource.FullName) }))), ("204", Answer("Done.", null)));

    private static JsonObject Report(ReportType report, JsonObject schemas)
    {
        schemas[report.Name] = new JsonObject { ["type"] = "object", ["properties"] = RowSchema.Properties(report.Columns, reading: true) };
        var parameters = new JsonArray([.. report.Parameters.Select(p => (JsonNode)Query(p.Name, FieldSchema.Of(p), p.Description, p.Required))]);
        return Entry(report.Module, report.Name, Summary(report.Description), $"{report.Description} Needs the permission {report.Permission}.", parameters, null,
            ("200", Answer("The rows.", new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "array", ["items"] = Schema(report.Name) } }, ["text/csv"] = new JsonObject { ["schema"] = Text() } })));
    }

    internal static JsonObject Entry(string tag, string id, string summary, string description, JsonArray parameters, JsonObject? body, params ReadOnlySpan<(string Status, JsonObject Answer)> answers)
    {
        var responses = new JsonObject();
        foreach (var (status, answer) in answers)
            responses[status] = answer;
        responses["default"] = new JsonObject { ["$ref"] = "#/components/responses/Problem" };
        var entry = new JsonObject { ["tags"] = new JsonArray(tag), ["operationId"] = id.Replace('.', '_'), ["summary"] = summary, ["description"] = description, ["parameters"] = parameters, ["responses"] = responses };
        if (body is not null)
            entry["requestBody"] = body;
        return entry;
    }

    internal static JsonObject Path(JsonObject paths, string route)
    {
        if (paths[route] is not JsonObject path)
            paths[route] = path = [];
        return path;
    }

    internal static JsonObject Answer(string description, JsonObject? content)
    {
        var answer = new JsonObject { ["description"] = description };
        if (content is not null)
            answer["content"] = content;
        return answer;
    }

    internal static JsonObject Json(JsonNode schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    internal static JsonObject Schema(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    internal static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Query(string name, JsonObject schema, string description, bool required = false) =>
        new() { ["name"] = name, ["in"] = "query", ["required"] = required, ["description"] = description, ["schema"] = schema };

    private static JsonObject ETag() => new() { ["ETag"] = new JsonObject { ["description"] = "The row's version, for If-Match.", ["schema"] = Text() } };

    private static string Summary(string description) => description.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? description[..(end + 1)] : description;

    private static string Example(Field field) => field.Kind switch
    {
        FieldKind.Integer or FieldKind.Decimal or FieldKind.Money => "gt.100",
        FieldKind.Date => "gte.2026-01-01",
        FieldKind.Instant => "gte.2026-01-01T00:00:00Z",
        FieldKind.Boolean => "is.true",
        FieldKind.Choice => "eq." + field.Choices.FirstOrDefault(),
        FieldKind.TextList => "cs.{word}",
        FieldKind.Json => "not.is.null",
        FieldKind.Id => "eq.01900000-0000-7000-8000-000000000000",
        _ => "ilike.*text*",
    };
}
