using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Isolation;

/// <summary>Two tenants with rows of everything, and what one can try against the other.</summary>
public sealed class Stage
{
    // Routes that no tenant's token opens, or that end sessions of the stage itself, are tested where they are written.
    private static readonly string[] NotTried = ["/api/v1/activate"];

    private Stage(TestApi api, FilledTenant attacker, FilledTenant victim, string platformToken) => (Api, Attacker, Victim, PlatformToken) = (api, attacker, victim, platformToken);

    public TestApi Api { get; }

    public NexusModel Model => Api.Model;

    public FilledTenant Attacker { get; }

    public FilledTenant Victim { get; }

    /// <summary>Of the platform's administrator, who belongs to no tenant.</summary>
    public string PlatformToken { get; }

    public static async Task<Stage> Create()
    {
        var api = await TestApi.Start();
        return new Stage(api, await FilledTenant.Create(api, "attackmark"), await FilledTenant.Create(api, "victimmark"), await LogIn(api));
    }

    private static async Task<string> LogIn(TestApi api)
    {
        var credentials = await api.Get<PlatformAdministrator>().Ensure() ?? throw new InvalidOperationException("The platform's administrator was there already.");
        using var client = api.Client();
        var answer = await client.PostAsync("/api/v1/auth/login", JsonContent.Create(new { username = credentials.Email, password = credentials.Password }));
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!;
    }

    /// <summary>Inputs for an operation: what must be sent, and all that can be, with the attacker's own references.</summary>
    public IEnumerable<string> Inputs(OperationType operation) =>
        new[] { true, false }.Select(onlyRequired => Attacker.Sample.Input(operation.Fields, onlyRequired).ToJsonString()).Distinct();

    /// <summary>Ids of the victim that could stand in a field: of the resource that it references, or of one that it is named after.</summary>
    public IEnumerable<Guid> StolenFor(Field field)
    {
        var named = field.References is { } resource ? [resource] : Model.Resources.Where(r => field.Name.EndsWith(r.Name + "_id", StringComparison.Ordinal)).Select(r => r.FullName);
        return named.Select(Victim.Row).OfType<Guid>();
    }

    /// <summary>Inputs of the attacker in which a field, or a field of a list's entries, holds an id of the victim.</summary>
    public IEnumerable<(JsonObject Input, bool References)> Stealing(OperationType operation, Field field)
    {
        if (field.Kind is FieldKind.Id)
        {
            foreach (var stolen in StolenFor(field))
            {
                var input = Attacker.Sample.Input(operation.Fields, onlyRequired: true);
                input[field.Name] = stolen.ToString();
                yield return (input, field.References is not null);
            }
        }

        foreach (var part in (Sample.Entry(field) ?? []).Where(f => f.Kind is FieldKind.Id))
        foreach (var stolen in StolenFor(part))
        {
            var input = Attacker.Sample.Input(operation.Fields, onlyRequired: true);
            var entry = Attacker.Sample.Input(Sample.Entry(field)!);
            entry[part.Name] = stolen.ToString();
            input[field.Name] = new JsonArray(entry);
            yield return (input, part.References is not null);
        }
    }

    public static string ToolCall(string name, JsonObject arguments) => new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = 1,
        ["method"] = "tools/call",
        ["params"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
    }.ToJsonString();

    /// <summary>Every route of the running API, by method.</summary>
    public IEnumerable<(HttpMethod Method, string Pattern)> Mapped() =>
        from endpoint in Api.App.Services.GetServices<EndpointDataSource>().Concat(((IEndpointRouteBuilder)Api.App).DataSources).SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
        let pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/')
        where !NotTried.Contains(pattern)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        where method is not ("OPTIONS" or "HEAD")
        select (new HttpMethod(method), pattern);

    /// <summary>Paths for a pattern: its parameters filled with each resource of the model and the victim's row of it.</summary>
    public IEnumerable<string> Fill(string pattern)
    {
        if (!pattern.Contains('{', StringComparison.Ordinal))
            return [pattern];
        return Model.Resources.Select(resource => Parameters().Replace(pattern, match => match.Groups[1].Value switch
        {
            "module" => resource.Module,
            "resources" or "resource" or "plural" => resource.Plural,
            "verb" or "operation" => Model.Operations.FirstOrDefault(o => o.Resource == resource && o.Derived is Derived.None)?.Verb ?? "archive",
            "tenant" or "tenantId" or "tenant_id" => Victim.Tenant.Tenant.Id.ToString(),
            "report" or "name" => Model.Reports.FirstOrDefault(r => r.Module == resource.Module)?.ShortName ?? resource.FullName,
            _ => (Victim.Row(resource.FullName) ?? Victim.Tenant.Tenant.Id).ToString(),
        })).Distinct();
    }

    private static System.Text.RegularExpressions.Regex Parameters() => new(@"\{\*{0,2}([a-zA-Z_]+)[^}]*\}");
}
