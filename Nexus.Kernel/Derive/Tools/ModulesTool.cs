using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>What there is: the tenant's modules, and of one module its resources with their fields and its reports.</summary>
public sealed class ModulesTool : IGeneralTool
{
    public string Name => "nexus_modules";

    public bool OnlyOverview => true;

    Tool IGeneralTool.Describe() => new()
    {
        Name = Name,
        Title = "Modules",
        Description = "Lists the modules of this business with their resources and reports. With a module's name: the fields of each resource, as nexus_query takes them.",
        InputSchema = ToolSchema.Object(new JsonObject { ["module"] = ToolSchema.Described("string", "Name of a module, such as crm, to see the fields of its resources.") }, []),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    Task<CallToolResult> IGeneralTool.Run(ToolSession session, ToolArguments arguments, CancellationToken ct)
    {
        var name = arguments.Text("module");
        arguments.End();
        if (name is null)
            return Task.FromResult(ToolAnswer.Of(Overview(session)));
        var module = session.Model.FindModule(name) is { } found && session.Tenant.Has(name) ? found
            : throw new Fault(404, "unknown_module", $"There is no such module here. There are: {string.Join(", ", Modules(session).Select(m => m.Name))}.");
        return Task.FromResult(ToolAnswer.Of(Detail(session, module)));
    }

    private static IEnumerable<ModuleType> Modules(ToolSession session) => session.Model.Modules.Where(m => session.Tenant.Has(m.Name));

    private static JsonObject Overview(ToolSession session) => new()
    {
        ["business"] = session.Tenant.Name,
        ["currency"] = session.Tenant.Currency,
        ["modules"] = new JsonArray([.. Modules(session).Select(module => (JsonNode)new JsonObject
        {
            ["name"] = module.Name,
            ["title"] = module.Title,
            ["description"] = module.Description,
            ["resources"] = new JsonArray([.. module.Resources.Where(session.MayRead).Select(r => (JsonNode)r.FullName)]),
            ["reports"] = new JsonArray([.. Reports(session, module).Select(t => (JsonNode)t.Name)]),
            ["tools"] = session.Catalog.UsableBy(session.Caller, session.Tenant, module.Name).Count(),
        })]),
    };

    private static JsonObject Detail(ToolSession session, ModuleType module) => new()
    {
        ["name"] = module.Name,
        ["title"] = module.Title,
        ["description"] = module.Description,
        ["resources"] = new JsonArray([.. module.Resources.Where(session.MayRead).Select(r => (JsonNode)new JsonObject
        {
            ["name"] = r.FullName,
            ["description"] = r.Description,
            ["fields"] = new JsonObject(session.Tenant.ShapeOf(r).Fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)Words(f)))),
        })]),
        ["reports"] = new JsonObject(Reports(session, module).Select(t => KeyValuePair.Create(t.Name, (JsonNode?)t.Description))),
        ["tools"] = new JsonArray([.. session.Catalog.UsableBy(session.Caller, session.Tenant, module.Name).Select(t => (JsonNode)t.Name)]),
    };

    private static IEnumerable<ToolType> Reports(ToolSession session, ModuleType module) =>
        session.Catalog.UsableBy(session.Caller, session.Tenant, module.Name).Where(t => t.Report is not null);

    /// <summary>A field in a few words: <c>choice: open, won, lost</c> or <c>id of crm.company, embeds as company</c>.</summary>
    private static string Words(Field field) => field switch
    {
        { References: { } resource } => $"id of {resource}, embeds as {field.EmbedName}",
        { Choices.Count: > 0 } => "choice: " + string.Join(", ", field.Choices),
        _ => Names.Snake(field.Kind.ToString()),
    };
}
