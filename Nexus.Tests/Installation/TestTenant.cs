using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Tests.Installation;

/// <summary>A tenant for one test, with a bystander beside it that must come out unchanged.</summary>
public sealed class TestTenant : IAsyncDisposable
{
    private readonly TestTenant? _bystander;
    private readonly string _before;

    private TestTenant(TestApi api, ActivationAnswer activated, TestTenant? bystander, string before)
    {
        Api = api;
        Activated = activated;
        Http = api.Client(activated.ApiKey);
        _bystander = bystander;
        _before = before;
    }

    public TestApi Api { get; }

    public ActivationAnswer Activated { get; }

    public Tenant Tenant => Activated.Tenant;

    /// <summary>As the tenant's administrator.</summary>
    public HttpClient Http { get; }

    public static async Task<TestTenant> Create(TestApi? api = null, string industry = "services")
    {
        api ??= await TestApi.Shared();
        var bystander = new TestTenant(api, await Activate(api, "Bystander", industry), null, "");
        var before = await bystander.Fingerprint();
        return new TestTenant(api, await Activate(api, "Acme", industry), bystander, before);
    }

    /// <summary>POST with a JSON body, any status.</summary>
    public Task<HttpResponseMessage> Post(string path, object body, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, body, headers);

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    /// <summary>Creates a row and gives it back.</summary>
    public async Task<JsonNode> Create(string path, object body)
    {
        var response = await Post(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(201, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public async Task<JsonNode> Read(string path)
    {
        var response = await Http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Api.Database.CreateCommand(sql.Replace("{schema}", Tenant.Schema, StringComparison.Ordinal).Replace("{tenant}", $"'{Tenant.Id}'", StringComparison.Ordinal));
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bystander is not null)
            Assert.AreEqual(_before, await _bystander.Fingerprint(), "The bystander tenant was changed.");
    }

    private static Task<ActivationAnswer> Activate(TestApi api, string name, string industry) =>
        api.Get<Activation>().Activate(new ActivationInput(name, industry, "DE", "EUR", api.AdminEmail(), null), null, CancellationToken.None);

    /// <summary>A digest of all that the tenant has.</summary>
    private async Task<string> Fingerprint()
    {
        var tables = new List<string>();
        await using (var command = Api.Database.CreateCommand($"select table_name from information_schema.tables where table_schema = '{Tenant.Schema}' order by 1"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }

        var parts = tables.Select(t => $"(select coalesce(md5(string_agg(t::text, '' order by t.id)), '') from \"{Tenant.Schema}\".\"{t}\" t)")
            .Append($"(select count(*)::text from nexus.events where tenant_id = '{Tenant.Id}')")
            .Append($"(select count(*)::text from nexus.audit where tenant_id = '{Tenant.Id}')")
            .Append($"(select md5(string_agg(u::text, '' order by u.id)) from nexus.users u where tenant_id = '{Tenant.Id}')");
        await using var all = Api.Database.CreateCommand($"select {string.Join(" || ';' || ", parts)}");
        return (string)(await all.ExecuteScalarAsync())!;
    }
}
