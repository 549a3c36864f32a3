using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.OpenApi;
using Nexus.Kernel.Import;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>
/// <c>POST /api/v1/{module}/{resources}/import</c> takes a CSV file as the body or as a form's file; <c>import/template.csv</c> is an
/// empty one with the columns that there are. Bad lines are named in the answer; as <c>text/csv</c>, when that is what is asked for.
/// </summary>
public static class ImportEndpoints
{
    private static readonly object[] Parameters =
    [
        new RouteParameter("dryRun", "Do it all and undo it: the answer is what would happen.", "boolean"),
        new RouteParameter("mode", "What to do when lines are bad: import nothing, or the rest.") { Choices = ["all_or_nothing", "skip_bad"] },
        new RouteParameter("match", "The field by which a line finds the row that it updates; without it each line creates a row."),
        new RouteParameter("mapping", "A JSON object of columns of the file and fields, where the names differ; null ignores a column."),
        new RouteParameter("delimiter", "What stands between the cells; found out when not given.") { Choices = [",", ";", "tab"] },
        new RouteParameter("decimal", "What stands before decimals; found out when not given.") { Choices = ["comma", "point"] },
        new RouteParameter("date", "Whether 3/4/2026 is in March (mdy) or in April (dmy); as in the tenant's country when not given.") { Choices = ["mdy", "dmy"] },
        new RouteParameter("Idempotency-Key", "The file is imported once; a second time it gives the first answer.", In: "header"),
    ];

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/{module}/{resources}/import", async (HttpContext http, string module, string resources, NexusModel model, Door door, Importer importer) =>
        {
            var (resource, tenant, caller) = await Enter(http, model, door, module, resources);
            var request = ImportRequest.Read(resource, tenant, caller, name => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : http.Request.Headers.TryGetValue("Import-" + name, out value) ? value.ToString() : null);
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = CsvFile.BytesMax + 1024 * 1024;
            await using var file = await CsvFile.Receive(await Body(http), http.RequestAborted);
            var key = http.Request.Headers.TryGetValue("Idempotency-Key", out var sent) ? sent.ToString() : null;
            var asked = $"{resource.FullName}.import\n{http.Request.QueryString}\n{string.Join('\n', http.Request.Headers.Where(h => h.Key.StartsWith("Import-", StringComparison.OrdinalIgnoreCase)).Select(h => $"{h.Key}: {h.Value}").Order(StringComparer.OrdinalIgnoreCase))}\n{file.Hash}";
            var (report, earlier) = await importer.Run(request with { Once = Idempotency.For(tenant, caller, key, asked) }, file, http.RequestAborted);
            await (report is not null ? Answer(http, report) : Repeat(http, earlier!));
        }).DisableAntiforgery().WithTags("Import").WithSummary("Imports a CSV file into a resource.")
            .WithDescription("The file is the body, or the first file of a form. Bad lines are named in the answer; as CSV with Accept: text/csv. Each parameter may be sent as a header Import-{name} instead.")
            .WithMetadata(Parameters).WithMetadata(new RouteBody(typeof(string), true, "text/csv", "multipart/form-data")).Produces<ImportReport>().Produces<string>(200, "text/csv");

        routes.MapGet("/api/v1/{module}/{resources}/import/template.csv", async (HttpContext http, string module, string resources, NexusModel model, Door door) =>
        {
            var (resource, tenant, _) = await Enter(http, model, door, module, resources);
            var fields = tenant.ShapeOf(resource).Fields.Where(f => !f.ReadOnly).SelectMany(f => f.IsCustom ? [f.Name] : f.Columns);
            http.Response.ContentType = "text/csv; charset=utf-8";
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{resource.Plural}.csv\"";
            await http.Response.WriteAsync(string.Join(',', fields) + "\r\n", http.RequestAborted);
        }).WithTags("Import").WithSummary("An empty CSV file with the columns that an import of the resource takes.").Produces<string>(200, "text/csv");
    }

    private static async Task<(ResourceType, Tenant, Caller)> Enter(HttpContext http, NexusModel model, Door door, string module, string resources)
    {
        var (caller, tenant) = await door.Enter(http);
        var resource = model.FindRoute(module, resources) is { } found && tenant.Has(found.Module) ? found : throw new Fault(404, "no_such_route", "There is nothing at this address. See /openapi/v1.json.");
        if (model.FindOperation(resource.FullName + ".create") is not { Derived: Derived.Create } create)
            throw new Fault(404, "not_importable", $"Rows of {resource.FullName} can't be imported.");
        foreach (var permission in (string[])[create.Name, resource.FullName + ".import"])
        {
            if (caller.Rights.RowsFor(permission) is null)
                throw Fault.Denied(permission);
        }

        return (resource, tenant, caller);
    }

    /// <summary>The body itself, or the first file of a form.</summary>
    private static async Task<Stream> Body(HttpContext http)
    {
        var type = http.Request.ContentType;
        if (type is null || !MediaTypeHeaderValue.TryParse(type, out var media))
            return http.Request.Body;
        if (!media.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return media.MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || media.MediaType.Value is "application/csv" or "application/vnd.ms-excel" or "application/octet-stream"
                ? http.Request.Body
                : throw new Fault(415, "not_csv", "The body must be a CSV file (Content-Type: text/csv), or a form with one.");
        }

        if (HeaderUtilities.RemoveQuotes(media.Boundary).Value is not { Length: > 0 and <= 70 } boundary)
            throw Fault.Malformed("wrong_form", "The form has no boundary.");
        try
        {
            var reader = new MultipartReader(boundary, http.Request.Body);
            while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
            {
                if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition())
                    return section.Body;
            }
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw Fault.Malformed("wrong_form", "The form can't be read.");
        }

        throw Fault.Malformed("no_file", "The form has no file.");
    }

    private static async Task Answer(HttpContext http, ImportReport report)
    {
        var refused = report is { IsRefused: true, DryRun: false };
        if (AsksForCsv(http))
        {
            http.Response.StatusCode = refused ? 422 : 200;
            await WriteCsv(http, report.AllBad);
        }
        else if (refused)
        {
            throw new Fault(422, "bad_lines", $"{report.Skipped} of {report.Rows} lines are bad, so nothing was imported. Correct them, or import the rest with mode=skip_bad.")
                .With("rows", report.Rows).With("bad_total", report.BadTotal).With("bad", report.Bad).With("columns", report.Columns);
        }
        else
        {
            await http.Response.WriteAsJsonAsync(report, NexusJson.Options, http.RequestAborted);
        }
    }

    /// <summary>The report of the earlier call with the same key.</summary>
    private static Task Repeat(HttpContext http, byte[] earlier)
    {
        http.Response.Headers["Idempotency-Replayed"] = "true";
        if (AsksForCsv(http))
            return WriteCsv(http, JsonDocument.Parse(earlier).RootElement.GetProperty("bad").Deserialize<BadLine[]>(NexusJson.Options)!);
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.Body.WriteAsync(earlier, http.RequestAborted).AsTask();
    }

    private static bool AsksForCsv(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>The bad lines, to be opened beside the file.</summary>
    private static async Task WriteCsv(HttpContext http, IReadOnlyList<BadLine> lines)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"bad-lines.csv\"";
        await using var text = new StreamWriter(http.Response.Body, new UTF8Encoding(false), leaveOpen: true);
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture);
        foreach (var name in (string[])["line", "column", "code", "message"])
            csv.WriteField(name);
        await csv.NextRecordAsync();
        foreach (var bad in lines)
        {
            csv.WriteField(bad.Line);
            csv.WriteField(bad.Column);
            csv.WriteField(bad.Code);
            csv.WriteField(bad.Message);
            await csv.NextRecordAsync();
        }
    }
}
