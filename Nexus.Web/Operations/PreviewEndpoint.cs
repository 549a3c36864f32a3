using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Web.SignIn;

namespace Nexus.Web.Operations;

/// <summary>
/// <c>POST /operations/crm.deal.win/preview?id=…</c>: what the operation would do, as a fragment in the page's words. It is the dry run of the
/// API: the same rights, the same refusals, and nothing of it stays.
/// </summary>
internal static class PreviewEndpoint
{
    public static void MapPreview(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/operations/{name}/preview", Preview).RequireAuthorization().DisableAntiforgery();

    private static async Task<IResult> Preview(HttpContext http, string name, NexusModel model, OperationPipeline pipeline)
    {
        var here = http.Features.Get<ConsoleCaller>();
        var operation = model.FindOperation(name);
        Guid? id = Guid.TryParse(http.Request.Query["id"], out var given) ? given : null;
        if (here?.Tenant is not { } tenant || operation is null || operation.HasTarget != id is not null)
            throw Fault.NotFound("operation");

        var answer = await pipeline.Run(new OperationCall { Operation = operation, Tenant = tenant, Caller = here.Caller, Input = await Input(http), Target = id, DryRun = true }, http.RequestAborted);
        PagePolicy.Apply(http);
        return new RazorComponentResult<OperationPreview>(new Dictionary<string, object?> { [nameof(OperationPreview.Answer)] = JsonNode.Parse(answer.Body)!.AsObject() });
    }

    private static async Task<JsonElement> Input(HttpContext http)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            return body.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Fault.Malformed("not_json", "The body isn't JSON.");
        }
    }
}
