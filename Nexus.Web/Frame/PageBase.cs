using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Web.SignIn;

namespace Nexus.Web.Frame;

/// <summary>What every page and part has: who looks, in which tenant, with which rights, in which language, and the way to rows.</summary>
public abstract class PageBase : ComponentBase
{
    private static readonly JsonElement NoParameters = JsonDocument.Parse("{}").RootElement;

    [CascadingParameter]
    public required HttpContext Http { get; set; }

    [Inject]
    public required NexusModel Model { get; set; }

    [Inject]
    public required IStringLocalizer<Texts> T { get; set; }

    [Inject]
    public required RowReads Reads { get; set; }

    [Inject]
    public required ReportRunner Reports { get; set; }

    /// <summary>Reads what the page shows; it is rendered afterwards, once.</summary>
    protected virtual Task Load() => Task.CompletedTask;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await Load();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Who looks; null before signing in.</summary>
    protected ConsoleCaller? Here => Http.Features.Get<ConsoleCaller>();

    protected Caller Caller => Here!.Caller;

    /// <summary>The business; pages of the platform have none.</summary>
    protected Tenant Tenant => Here!.Tenant!;

    protected CancellationToken Gone => Http.RequestAborted;

    /// <summary>The time zone of who looks, as the browser told it.</summary>
    protected TimeZoneInfo Zone => Zones.Of(Http);

    protected static CultureInfo Culture => CultureInfo.CurrentCulture;

    /// <summary>True when the caller holds the permission for some rows at least.</summary>
    protected bool May(string permission) => Here is { } here && here.Caller.Rights.RowsFor(permission) is not null;

    /// <summary>The modules that the tenant has and the caller may see something of, the kernel's own left out.</summary>
    protected IReadOnlyList<ModuleType> VisibleModules =>
        [.. Model.Modules.Where(m => m.Name != "core" && Tenant.Has(m.Name) && (m.Resources.Any(r => May(r.ReadPermission)) || m.Reports.Any(r => May(r.Permission))))];

    /// <summary>Rows as the API gives them: <c>select=id,name&amp;order=name&amp;limit=20</c>.</summary>
    /// <exception cref="Fault">As a client would be told.</exception>
    protected async Task<IReadOnlyList<JsonObject>> Rows(ResourceType resource, string query)
    {
        var (rows, _) = await Reads.Query(resource, Tenant, Caller, query, Gone);
        return [.. JsonNode.Parse(rows)!.AsArray().Select(r => r!.AsObject())];
    }

    /// <summary>A report's rows; what isn't in the parameters has its default.</summary>
    protected async Task<IReadOnlyList<JsonObject>> Report(ReportType report, JsonObject? parameters = null, int rows = ReportRunner.RowsMax)
    {
        var answer = await Reports.Run(report, Tenant, Caller, parameters is null ? NoParameters : JsonSerializer.SerializeToElement(parameters), rows, Gone);
        return [.. JsonNode.Parse(answer.Rows.Span)!.AsArray().Select(r => r!.AsObject())];
    }
}
