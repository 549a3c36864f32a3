using Nexus.Kernel.Declare;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Isolation;

/// <summary>Who has no permission gets nowhere, and who has just the one gets just there, on every derived route.</summary>
[TestClass]
public sealed class PermissionTests
{
    private static readonly Lazy<Task<FilledTenant>> Shared = new(async () => await FilledTenant.Create(await TestApi.Start(), "permissions"));

    [TestMethod]
    public async Task Without_a_permission_every_route_is_closed()
    {
        var tenant = await Shared.Value;
        var nothing = await tenant.Tenant.KeyWith();
        var open = new List<string>();
        foreach (var route in Routes(tenant))
        {
            var (status, text) = await Send(tenant, nothing, route);
            if (status is not (403 or 404))
                open.Add($"{route.Method} {route.Path} -> {status} {text}");
        }

        Assert.IsEmpty(open, string.Join('\n', open));
    }

    [TestMethod]
    public async Task With_the_one_permission_a_route_answers_as_it_does_to_the_administrator()
    {
        var tenant = await Shared.Value;
        var differing = new List<string>();
        foreach (var route in Routes(tenant))
        {
            var one = await tenant.Tenant.KeyWith(new Grant(route.Permission));
            var (expected, reference) = await Send(tenant, tenant.Tenant.Activated.ApiKey, route);
            var (status, text) = await Send(tenant, one, route);
            // Who may give rights may give no more than they have: that is asked after the permission.
            if (status != expected && !text.Contains("\"beyond_your_rights\"", StringComparison.Ordinal))
                differing.Add($"{route.Method} {route.Path} {route.Body} -> {status} instead of {expected}: {text} instead of {reference}");
        }

        Assert.IsEmpty(differing, string.Join('\n', differing));
    }

    /// <summary>Every derived route, writes as dry runs.</summary>
    private static IEnumerable<(string Method, string Path, string? Body, string Permission)> Routes(FilledTenant tenant)
    {
        foreach (var resource in tenant.Tenant.Api.Model.Resources)
        {
            var rows = $"/api/v1/{resource.Module}/{resource.Plural}";
            yield return ("GET", rows, null, resource.ReadPermission);
            if (tenant.Row(resource.FullName) is { } row)
                yield return ("GET", $"{rows}/{row}", null, resource.ReadPermission);
        }

        foreach (var operation in tenant.Tenant.Api.Model.Operations)
        {
            var row = tenant.Row(operation.Resource.FullName) ?? Guid.NewGuid();
            var path = operation.Route.Replace("{id}", row.ToString(), StringComparison.Ordinal);
            yield return (operation.Method, path + (operation.Effect is Effect.Write ? "?dryRun=true" : ""), tenant.Sample.Input(operation.Fields, onlyRequired: true).ToJsonString(), operation.Name);
        }

        foreach (var report in tenant.Tenant.Api.Model.Reports)
            yield return ("GET", report.Route, null, report.Permission);
    }

    private static async Task<(int Status, string Text)> Send(FilledTenant tenant, string key, (string Method, string Path, string? Body, string Permission) route)
    {
        using var client = tenant.Tenant.Api.Client(key);
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Path);
        if (route.Body is not null)
            request.Content = new StringContent(route.Body, null, "application/json");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length > 300 ? text[..300] : text);
    }
}
