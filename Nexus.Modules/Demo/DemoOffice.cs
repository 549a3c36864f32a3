using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Modules.Demo;

/// <summary>The demo tenant with its people, who work in it through the same pipeline as everybody.</summary>
internal sealed class DemoOffice(NexusModel model, OperationPipeline pipeline, ReportRunner reports, NpgsqlDataSource source, Tenant tenant)
{
    public Tenant Tenant => tenant;

    /// <summary>A colleague with a role. They don't log in: they have no password until an administrator gives them one.</summary>
    public async Task<Caller> Hire(string name, string role, DateTimeOffset now, CancellationToken ct)
    {
        var id = Guid.CreateVersion7(now);
        var email = $"{name.Split(' ')[0].ToLowerInvariant()}@{DemoCast.Domain}";
        await using var command = source.CreateCommand();
        string[] roles = [role];
        command.CommandText = ((Sql)$"insert into nexus.users (id, tenant_id, email, name, roles, created_at, updated_at) values ({id}, {tenant.Id}, {email}, {name}, {roles}, {now}, {now})").Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
        return new Caller { Kind = CallerKind.User, Name = email, UserId = id, TenantId = tenant.Id, Rights = Rights.Everything };
    }

    /// <summary>Runs an operation as the colleague.</summary>
    public Task<OperationAnswer> Do(Caller who, string operation, object input, Guid? target, CancellationToken ct) => pipeline.Run(new OperationCall
    {
        Operation = model.FindOperation(operation) ?? throw new ModelException($"There is no operation {operation}.", "Correct the demo."),
        Tenant = tenant,
        Caller = who,
        Input = JsonSerializer.SerializeToElement(input, NexusJson.Options),
        Target = target,
    }, ct);

    /// <summary>The open stages of the default pipeline, in order.</summary>
    public async Task<IReadOnlyList<Guid>> OpenStages(Guid pipelineId, CancellationToken ct)
    {
        var parameters = JsonSerializer.SerializeToElement(new { pipeline_id = pipelineId });
        var answer = await reports.Run(model.FindReport("crm.pipeline_by_stage")!, tenant, Caller.System("demo"), parameters, ReportRunner.RowsMax, ct);
        using var rows = JsonDocument.Parse(answer.Rows);
        return [.. rows.RootElement.EnumerateArray().Select(r => r.GetProperty("stage_id").GetGuid()).Distinct()];
    }
}
