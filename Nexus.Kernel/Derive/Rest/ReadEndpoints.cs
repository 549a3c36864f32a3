using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>The routes that read rows.</summary>
public static class ReadEndpoints
{
    public static void MapReads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/{module}/{resources}/{id:guid}", async (HttpContext http, string module, string resources, Guid id, NexusModel model, Door door, NpgsqlDataSource source) =>
        {
            var (caller, tenant) = await door.Enter(http);
            var resource = model.FindRoute(module, resources) is { } found && tenant.Has(found.Module) ? found : throw new Fault(404, "no_such_route", "There is nothing at this address. See /openapi/v1.json.");
            var rows = caller.Rights.RowsFor(resource.ReadPermission) ?? throw Fault.Denied(resource.ReadPermission);
            var rule = RowRules.Condition(model, resource, "t", rows, caller, tenant) ?? Sql.Raw("true");
            await using var command = source.CreateCommand();
            command.CommandText = ((Sql)$"select {Sql.Raw(RowSql.Columns(resource, "t"))} from {TenantDb.TableOf(resource, tenant)} t where t.id = {id} and {rule}").Render(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
            if (!await reader.ReadAsync(http.RequestAborted))
                throw Fault.NotFound(resource.Name);
            var row = RowSql.Read(reader, resource);
            http.Response.Headers.ETag = WriteEndpoints.ETag(row.Version);
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.Body.WriteAsync(RowJson.Write(row, tenant.ShapeOf(resource)), http.RequestAborted);
        });
    }
}
