using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Audit;
using Nexus.Kernel.Derive.OpenApi;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Derive.Rest;

/// <summary><c>/api/v1/platform/tenants</c>: the life of tenants, for the installation's administrators only.</summary>
public static class TenantEndpoints
{
    private const string Root = "/api/v1/platform/tenants";

    /// <summary>Tenants in one answer.</summary>
    private const int ListMax = 1_000;

    /// <summary>A backup that is sent to be restored.</summary>
    private const long BackupBytesMax = 4L * 1024 * 1024 * 1024;

    public static void MapTenants(this IEndpointRouteBuilder builder)
    {
        var routes = builder.MapGroup("").WithTags("Platform");
        routes.MapGet(Root, async (HttpContext http, Door door, NpgsqlDataSource source) =>
        {
            await Administrator(http, door);
            var after = Guid.TryParse(http.Request.Query["after"], out var id) ? id : Guid.Empty;
            await Json(http, await List(source, $"where id > {after} order by id limit {ListMax}", http.RequestAborted));
        }).WithSummary("The installation's tenants, in the order of their ids.").WithMetadata(new RouteParameter("after", "The id of the last tenant of the page before.")).Produces<TenantDescription[]>();
        routes.MapGet(Root + "/{id:guid}", async (HttpContext http, Guid id, Door door, NpgsqlDataSource source) =>
        {
            await Administrator(http, door);
            await Json(http, (await List(source, $"where id = {id}", http.RequestAborted)).FirstOrDefault() ?? throw Fault.NotFound("tenant"));
        }).WithSummary("One tenant.").Produces<TenantDescription>();
        routes.MapPost(Root + "/{id:guid}/suspend", (HttpContext http, Guid id, Door door, TenantDirectory tenants, TenantStates states) => Set(http, id, door, tenants, states, TenantStatus.Suspended)).WithSummary("Closes a tenant for its people; nothing is lost.").Produces<TenantStatusAnswer>();
        routes.MapPost(Root + "/{id:guid}/resume", (HttpContext http, Guid id, Door door, TenantDirectory tenants, TenantStates states) => Set(http, id, door, tenants, states, TenantStatus.Active)).WithSummary("Opens a suspended tenant again.").Produces<TenantStatusAnswer>();
        routes.MapPost(Root + "/{id:guid}/activate_modules", async (HttpContext http, Guid id, Door door, TenantDirectory tenants, TenantStates states) =>
        {
            var caller = await Administrator(http, door);
            using var body = await JsonBody.Read(http);
            if (body?.RootElement is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("modules", out var modules) || modules.ValueKind is not JsonValueKind.Array || modules.EnumerateArray().Any(m => m.ValueKind is not JsonValueKind.String))
                throw Fault.Invalid([new("modules", "wrong_type", "Modules must be a list of names.")]);
            var all = await states.ActivateModules(await Find(tenants, id, http), [.. modules.EnumerateArray().Select(m => m.GetString()!)], caller, http.RequestAborted);
            await Json(http, new TenantModules([.. all.Order()]));
        }).WithSummary("Adds modules to a tenant, with those that they need.").WithMetadata(new RouteBody(typeof(TenantModules), true, "application/json")).Produces<TenantModules>();
        routes.MapGet(Root + "/{id:guid}/export", async (HttpContext http, Guid id, Door door, TenantDirectory tenants, TenantExport export, PlatformAudit audit) =>
        {
            var caller = await Administrator(http, door);
            var tenant = await Find(tenants, id, http);
            await audit.Note(id, caller, "export", http.RequestAborted);
            await SendFile(http, $"export-{id:N}.zip", file => export.Write(tenant, file, http.RequestAborted));
        }).WithSummary("All data of a tenant as CSV files in a ZIP archive, without secrets.").Produces<string>(200, "application/zip");
        routes.MapGet(Root + "/{id:guid}/backup", async (HttpContext http, Guid id, Door door, TenantDirectory tenants, TenantBackup backup, PlatformAudit audit) =>
        {
            var caller = await Administrator(http, door);
            await Find(tenants, id, http);
            await audit.Note(id, caller, "backup", http.RequestAborted);
            await SendFile(http, $"tenant-{id:N}.backup", file => backup.Write(id, file, http.RequestAborted));
        }).WithSummary("A backup of one tenant, to be restored here or elsewhere.").Produces<string>(200, "application/zip");
        routes.MapPost(Root + "/restore", async (HttpContext http, Door door, TenantRestore restore) =>
        {
            var caller = await Administrator(http, door);
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = BackupBytesMax;
            await using var file = Temporary();
            await http.Request.Body.CopyToAsync(file, http.RequestAborted);
            file.Position = 0;
            var restored = await restore.Read(file, asCopy: http.Request.Query["copy"] == "true", caller, http.RequestAborted);
            await Json(http, new TenantRestored(new TenantPlace(restored.TenantId, Tenant.SchemaOf(restored.TenantId)), restored.Dropped, [.. restored.Dropped.Told()]));
        }).WithSummary("Restores a tenant from its backup, which is the body. The tenant that is there is replaced, and closed meanwhile.").WithMetadata(new RouteParameter("copy", "Restore it under a new id beside the one that is there.", "boolean")).WithMetadata(new RouteBody(typeof(string), true, "application/zip")).Produces<TenantRestored>();
        routes.MapPost(Root + "/{id:guid}/erase", async (HttpContext http, Guid id, Door door, TenantErasure erasure) =>
        {
            var caller = await Administrator(http, door);
            using var body = await JsonBody.Read(http);
            string? Text(string name) => body?.RootElement is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
            await Json(http, Text("confirmation") is { } word ? await erasure.Erase(id, Text("name"), word, caller, http.RequestAborted) : await erasure.Request(id, http.RequestAborted));
        }).WithSummary("Erases a tenant in two steps: without a body it tells what would go and the word that confirms it; with the tenant's name and that word it does it and answers with the proof.").WithMetadata(new RouteBody(typeof(TenantErase), false, "application/json")).Produces<ErasureRequest>();
        routes.MapGet(Root + "/{id:guid}/audit/verify", async (HttpContext http, Guid id, Door door, AuditChain chain) =>
        {
            await Administrator(http, door);
            await Json(http, await chain.Verify(id, http.RequestAborted));
        }).WithSummary("Verifies a tenant's audit chain.").Produces<AuditVerification>();
        routes.MapGet("/api/v1/platform/audit/verify", async (HttpContext http, Door door, AuditChain chain) =>
        {
            await Administrator(http, door);
            var (chains, entries, pending, broken) = (0, 0L, 0L, new List<AuditVerification>());
            await foreach (var verified in chain.VerifyAll(http.RequestAborted))
            {
                (chains, entries, pending) = (chains + 1, entries + verified.Entries, pending + verified.Pending);
                if (!verified.Intact)
                    broken.Add(verified);
            }

            await Json(http, new AuditsVerified(broken.Count == 0, chains, entries, pending, broken));
        }).WithSummary("Verifies all audit chains, the platform's own too.").Produces<AuditsVerified>();
        // A tenant's own people take their data along.
        routes.MapGet("/api/v1/core/export", async (HttpContext http, Door door, TenantExport export, PlatformAudit audit) =>
        {
            var (caller, tenant) = await door.Enter(http);
            if (caller.Rights.RowsFor(Core.TenantData.ExportPermission) is null)
                throw Fault.Denied(Core.TenantData.ExportPermission);
            await audit.Note(tenant.Id, caller, "export", http.RequestAborted);
            await SendFile(http, $"export-{tenant.Id:N}.zip", file => export.Write(tenant, file, http.RequestAborted));
        }).WithSummary("All data of your tenant as CSV files in a ZIP archive, without secrets.").Produces<string>(200, "application/zip");
        // A tenant's own administrator verifies the tenant's chain.
        routes.MapGet("/api/v1/core/audit_entries/verify", async (HttpContext http, Door door, AuditChain chain) =>
        {
            var (caller, tenant) = await door.Enter(http);
            if (caller.Rights.RowsFor("core.audit_entry.verify") is null)
                throw Fault.Denied("core.audit_entry.verify");
            await Json(http, await chain.Verify(tenant.Id, http.RequestAborted));
        }).WithSummary("Verifies your tenant's audit chain.").Produces<AuditVerification>();
    }

    private static async Task<Caller> Administrator(HttpContext http, Door door)
    {
        var caller = await door.Authenticate(http);
        return caller.Kind is CallerKind.Platform ? caller : throw Fault.Denied("platform.tenant");
    }

    private static async Task<Tenant> Find(TenantDirectory tenants, Guid id, HttpContext http) => await tenants.Find(id, http.RequestAborted) ?? throw Fault.NotFound("tenant");

    private static async Task Set(HttpContext http, Guid id, Door door, TenantDirectory tenants, TenantStates states, TenantStatus status)
    {
        var caller = await Administrator(http, door);
        await states.Set(await Find(tenants, id, http), status, caller, http.RequestAborted);
        await Json(http, new TenantStatusAnswer(id, status));
    }

    private static async Task<List<JsonNode>> List(NpgsqlDataSource source, Sql tail, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select jsonb_build_object('id', id, 'name', name, 'industry', industry, 'country', country, 'currency', currency, 'status', status, 'modules', modules, 'created_at', created_at)::text from nexus.tenants {tail}").Render(command.Parameters);
        var rows = new List<JsonNode>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add(JsonNode.Parse(reader.GetString(0))!);
        return rows;
    }

    /// <summary>First written whole: what fails on the way is an error and no cut-off file.</summary>
    private static async Task SendFile(HttpContext http, string name, Func<Stream, Task> write)
    {
        await using var file = Temporary();
        await write(file);
        http.Response.ContentType = "application/zip";
        http.Response.ContentLength = file.Length;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        http.Response.Headers.CacheControl = "no-store";
        file.Position = 0;
        await file.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private static FileStream Temporary()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), "nexus-" + Guid.NewGuid().ToString("N")), options);
    }

    private static Task Json(HttpContext http, object answer) => http.Response.WriteAsJsonAsync(answer, NexusJson.Options, http.RequestAborted);
}
