using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Crm;

/// <summary>What tests of the CRM ask of a tenant again and again.</summary>
internal static class CrmTenant
{
    /// <summary>Posts and expects the status; the answer's JSON.</summary>
    public static async Task<JsonNode> Post(this TestTenant t, int status, string path, object body, params (string, string)[] headers)
    {
        var response = await t.Post("/api/v1/crm/" + path, body, headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)response.StatusCode, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Expects a refusal with its code, and the field that it is about.</summary>
    public static async Task Refused(this TestTenant t, int status, string code, string path, object body, string? field = null)
    {
        var problem = await t.Post(status, path, body);
        Assert.AreEqual(code, (string?)problem["code"] is "invalid_input" ? (string?)problem["errors"]![0]!["code"] : (string?)problem["code"], problem.ToString());
        if (field is not null)
            Assert.AreEqual(field, (string?)problem["errors"]![0]!["field"], problem.ToString());
    }

    public static string Id(this JsonNode row) => (string)row["id"]!;

    /// <summary>A stage of the tenant's first pipeline.</summary>
    public static async Task<string> Stage(this TestTenant t, string name, int pipeline = 0) => (await t.Scalar<Guid>(
        $"select s.id from {{schema}}.crm_stage s join {{schema}}.crm_pipeline p on p.id = s.pipeline_id where s.name = '{name}' and p.position = {pipeline}")).ToString();

    public static async Task<Guid> NewUser(this TestTenant t, string name) => await t.Scalar<Guid>(
        $"insert into nexus.users (id, tenant_id, email, name) values (gen_random_uuid(), {{tenant}}, '{name.ToLowerInvariant()}@example.com', '{name}') returning id");

    /// <summary>A user who holds one of the module's roles.</summary>
    public static Caller As(this TestTenant t, Guid user, string role, params Guid[] teams) => new()
    {
        Kind = CallerKind.User,
        Name = role,
        UserId = user,
        TenantId = t.Tenant.Id,
        TeamIds = teams,
        Rights = new Rights(t.Api.Model.Modules.SelectMany(m => m.Roles).Single(r => r.Name == role).Grants),
    };

    public static Caller Administrator { get; } = Caller.System("test");

    /// <summary>Runs an operation as the caller.</summary>
    public static Task<OperationAnswer> Run(this TestTenant t, Caller caller, string operation, object input, Guid? target = null) =>
        t.Api.Get<OperationPipeline>().Run(new OperationCall
        {
            Operation = t.Api.Model.FindOperation(operation)!,
            Tenant = t.Tenant,
            Caller = caller,
            Input = JsonSerializer.SerializeToElement(input, NexusJson.Options),
            Target = target,
        }, CancellationToken.None);

    /// <summary>The rows of a report as the caller sees them.</summary>
    /// <param name="now">The time that the report takes for now.</param>
    public static async Task<JsonArray> Report<TSelf, TRow>(this TestTenant t, Caller caller, IReport<TSelf, TRow> input, DateTimeOffset? now = null) where TSelf : IReport<TSelf, TRow>
    {
        var runner = new ReportRunner(t.Api.Model, t.Api.Database, now is { } at ? new StoppedClock(at) : TimeProvider.System);
        var report = t.Api.Model.Reports.Single(r => r.Input == typeof(TSelf));
        var answer = await runner.Run(report, t.Tenant, caller, JsonSerializer.SerializeToElement((TSelf)input, NexusJson.Options), ReportRunner.RowsMax, CancellationToken.None);
        return JsonNode.Parse(answer.Rows.Span)!.AsArray();
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
