using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;
using Nexus.Web.SignIn;

namespace Nexus.Web.Reports;

/// <summary>A report as a file: a link can't ask for a format by a header, as the API wants it.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder routes) => routes.MapGet("/{module}/reports/{report}/csv", async (string module, string report, HttpContext http, NexusModel model, ReportRunner reports) =>
    {
        if (http.Features.Get<ConsoleCaller>() is not { Tenant: { } tenant } here || model.FindReport($"{module}.{report}") is not { } found)
            return Results.NotFound();
        try
        {
            using var input = ReportInput.Read(found, http.Request.Query);
            var answer = await reports.Run(found, tenant, here.Caller, input.RootElement, ReportRunner.RowsMax, http.RequestAborted);
            http.Response.Headers.CacheControl = "no-store";
            return Results.File(ReportCsv.Write(answer.Rows, found.Columns).ToArray(), "text/csv; charset=utf-8", $"{found.ShortName}.csv");
        }
        catch (Fault fault)
        {
            return Results.Text(fault.Message, "text/plain; charset=utf-8", statusCode: fault.Status);
        }
    }).RequireAuthorization();
}
