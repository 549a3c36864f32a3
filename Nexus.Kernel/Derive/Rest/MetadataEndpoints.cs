using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>What there is for the caller: the modules of the tenant with the resources, operations and reports that the caller's rights cover.</summary>
public static class MetadataEndpoints
{
    public static void MapMetadata(this IEndpointRouteBuilder routes)
    {
        var (model, door) = (routes.ServiceProvider.GetRequiredService<NexusModel>(), routes.ServiceProvider.GetRequiredService<Door>());
        routes.MapGet("/api/v1", async (HttpContext http) =>
        {
            var (caller, tenant) = await door.Enter(http);
            await http.Response.WriteAsJsonAsync(Index(model, caller, tenant), NexusJson.Options);
        }).WithTags("Metadata").WithSummary("A small index of what the caller may use.").WithMetadata(new ProducesResponseTypeMetadata(200, null, ["application/json"]));
        routes.MapGet("/api/v1/metadata", async (HttpContext http) =>
        {
            var (caller, tenant) = await door.Enter(http);
            await http.Response.WriteAsJsonAsync(new { Tenant = new { tenant.Id, tenant.Name, tenant.Currency, tenant.Country }, Modules = Modules(model, caller, tenant) }, NexusJson.Options);
        }).WithTags("Metadata").WithSummary("Resources with their fields, operations with their inputs, and reports, as far as the caller may use them.").WithMetadata(new ProducesResponseTypeMetadata(200, null, ["application/json"]));
    }

    private static object Index(NexusModel model, Caller caller, Tenant tenant) => new
    {
        Name = "Nexus",
        Tenant = tenant.Name,
        Links = new { Metadata = "/api/v1/metadata", Openapi = "/openapi/v1.json", Docs = "/docs" },
        Modules = model.Modules.Where(m => tenant.Has(m.Name)).Select(m => new
        {
            m.Name,
            m.Title,
            Resources = m.Resources.Where(r => May(caller, r.ReadPermission)).Select(r => $"/api/v1/{r.Module}/{r.Plural}"),
            Operations = m.Operations.Where(o => May(caller, o.Name)).Select(o => $"{o.Method} {o.Route}"),
            Reports = m.Reports.Where(r => May(caller, r.Permission)).Select(r => r.Route),
        }).Where(m => m.Resources.Any() || m.Operations.Any() || m.Reports.Any()),
    };

    private static IEnumerable<object> Modules(NexusModel model, Caller caller, Tenant tenant)
    {
        foreach (var module in model.Modules.Where(m => tenant.Has(m.Name)))
        {
            var resources = module.Resources.Where(r => May(caller, r.ReadPermission)).Select(r => Resource(r, module, model, caller, tenant)).ToArray();
            var reports = module.Reports.Where(r => May(caller, r.Permission)).Select(Report).ToArray();
            // Operations on a resource that the caller may not read are there all the same.
            var operations = module.Operations.Where(o => May(caller, o.Name)).Select(o => Operation(o, tenant)).ToArray();
            if (resources.Length + reports.Length + operations.Length > 0)
                yield return new { module.Name, module.Title, module.Description, Resources = resources, Operations = operations, Reports = reports };
        }
    }

    private static object Resource(ResourceType resource, ModuleType module, NexusModel model, Caller caller, Tenant tenant) => new
    {
        resource.Name,
        resource.FullName,
        resource.Plural,
        Route = $"/api/v1/{resource.Module}/{resource.Plural}",
        Label = Names.Label(resource.Name),
        resource.Description,
        Title = resource.Title.Name,
        resource.Searchable,
        resource.Owned,
        Parent = resource.Parent?.Name,
        Rows = caller.Rights.RowsFor(resource.ReadPermission),
        Fields = tenant.ShapeOf(resource).Fields.Select(f => Field(f)),
        Operations = module.Operations.Where(o => o.Resource == resource && May(caller, o.Name)).Select(o => o.Name),
        Documents = model.DocumentsOf(resource).Select(d => new { d.Name, Label = Names.Label(d.ShortName), d.MediaType, d.Description, Path = d.ShortName }),
        Lists = model.Resources
            .Where(r => tenant.Has(r.Module) && May(caller, r.ReadPermission))
            .SelectMany(r => r.Fields.Where(f => f.References == resource.FullName).Select(f => new { Resource = r.FullName, r.Plural, Field = f.Name })),
    };

    private static object Operation(OperationType operation, Tenant tenant) => new
    {
        operation.Name,
        Resource = operation.Resource.FullName,
        operation.Verb,
        Label = Names.Label(operation.Verb),
        operation.Method,
        operation.Route,
        operation.Effect,
        operation.LargeEffect,
        operation.HasTarget,
        Derived = operation.Derived is not Derived.None,
        operation.Description,
        Event = operation.Effect is Effect.Write ? operation.Event.Name : null,
        Input = (operation.Derived is Derived.Create or Derived.Update
            ? operation.Fields.Concat(tenant.ShapeOf(operation.Resource).Fields.Where(f => f.IsCustom))
            : operation.Fields).Select(f => Field(f)),
    };

    private static object Report(ReportType report) => new
    {
        report.Name,
        Label = Names.Label(report.ShortName),
        report.Route,
        report.Description,
        report.Axis,
        report.Measure,
        Parameters = report.Parameters.Select(f => Field(f)),
        Columns = report.Columns.Select(f => Field(f)),
    };

    private static object Field(Field field) => new
    {
        field.Name,
        field.Kind,
        field.Label,
        field.Description,
        Format = field.Format is Format.None ? (Format?)null : field.Format,
        Choices = field.Choices.Count > 0 ? field.Choices : null,
        field.References,
        Embed = field.EmbedName,
        field.Group,
        field.Required,
        field.Nullable,
        field.ReadOnly,
        field.Immutable,
        field.Unique,
        field.Searchable,
        field.System,
        Custom = field.IsCustom,
        field.MaxLength,
        field.Minimum,
        field.Maximum,
        field.Pattern,
        Default = field.System || field.IsCustom ? null : field.Default,
    };

    private static bool May(Caller caller, string permission) => caller.Rights.RowsFor(permission) is not null;
}
