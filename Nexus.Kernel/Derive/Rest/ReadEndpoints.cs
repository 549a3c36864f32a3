using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>The routes that read: rows in the PostgREST dialect, and reports.</summary>
public static class ReadEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapReads(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var (model, door, reads, reports) = (services.GetRequiredService<NexusModel>(), services.GetRequiredService<Door>(), services.GetRequiredService<RowReads>(), services.GetRequiredService<ReportRunner>());

        routes.MapMethods("/api/v1/{module}/{resources}", Reading, async http =>
        {
            var (caller, tenant) = await door.Enter(http);
            var resource = Resource(http, model, tenant);
            await reads.List(http, resource, tenant, caller, QueryParser.Parse(http.Request));
        });
        routes.MapMethods("/api/v1/{module}/{resources}/{id:guid}", Reading, async http =>
        {
            var (caller, tenant) = await door.Enter(http);
            var resource = Resource(http, model, tenant);
            await reads.One(http, resource, tenant, caller, QueryParser.Parse(http.Request), Guid.Parse((string)http.GetRouteValue("id")!));
        });
        var documents = services.GetRequiredService<DocumentRunner>();
        routes.MapMethods("/api/v1/{module}/{resources}/{id:guid}/{document}", Reading, async http =>
        {
            var (caller, tenant) = await door.Enter(http);
            var resource = Resource(http, model, tenant);
            var document = model.DocumentsOf(resource).FirstOrDefault(d => d.ShortName == (string)http.GetRouteValue("document")!) ?? throw NoSuchRoute();
            var file = await documents.Run(document, Guid.Parse((string)http.GetRouteValue("id")!), tenant, caller, http.RequestAborted);
            http.Response.ContentType = document.MediaType;
            // Shown by a browser that can, and saved under its name.
            http.Response.Headers.ContentDisposition = $"inline; filename=\"{string.Concat(file.Name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))}\"";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.ContentLength = file.Content.Length;
            if (!HttpMethods.IsHead(http.Request.Method))
                await http.Response.Body.WriteAsync(file.Content, http.RequestAborted);
        });
        routes.MapMethods("/api/v1/{module}/reports/{report}", Reading, async http =>
        {
            var (caller, tenant) = await door.Enter(http);
            var report = model.FindReport($"{http.GetRouteValue("module")}.{http.GetRouteValue("report")}") is { } found && tenant.Has(found.Module) ? found : throw NoSuchRoute();
            var csv = Preferences.Format(http.Request) is ReadFormat.Csv;
            using var parameters = ReportInput.Read(report, http.Request.Query);
            var answer = await reports.Run(report, tenant, caller, parameters.RootElement, ReportRunner.RowsMax, http.RequestAborted);
            http.Response.ContentType = csv ? CsvTable.ContentType : "application/json; charset=utf-8";
            if (!HttpMethods.IsHead(http.Request.Method))
                await http.Response.Body.WriteAsync(csv ? ReportCsv.Write(answer.Rows, report.Columns) : answer.Rows, http.RequestAborted);
        });
    }

    internal static ResourceType Resource(HttpContext http, NexusModel model, Tenant tenant) =>
        model.FindRoute((string)http.GetRouteValue("module")!, (string)http.GetRouteValue("resources")!) is { } found && tenant.Has(found.Module) ? found : throw NoSuchRoute();

    internal static Fault NoSuchRoute() => new(404, "no_such_route", "There is nothing at this address. See /openapi/v1.json.");
}
