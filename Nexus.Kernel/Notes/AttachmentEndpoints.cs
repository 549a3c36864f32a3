using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Notes;

/// <summary><c>GET /api/v1/core/attachments/{id}/content</c>: a file, to be kept and never to be shown: whatever it is, no browser runs it as a page of ours.</summary>
public static class AttachmentEndpoints
{
    // Others are told as bytes: a type that a browser knows to run is none of these.
    private static readonly HashSet<string> Harmless = ["application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp", "text/csv", "text/plain", "application/zip"];

    public static void MapAttachments(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/core/attachments/{id:guid}/content", async (HttpContext http, Guid id, Door door, NexusModel model, NpgsqlDataSource source) =>
    {
        var (caller, tenant) = await door.Enter(http);
        var attachment = model.ResourceOf(typeof(Attachment));
        var rows = caller.Rights.RowsFor(attachment.ReadPermission) ?? throw Fault.Denied(attachment.ReadPermission);
        var rule = RowRules.Condition(model, attachment, "t", rows, caller, tenant) ?? Sql.Raw("true");
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select t.name, t.content_type, t.bytes from nexus.attachments t where t.id = {id} and t.tenant_id = {tenant.Id} and t.archived_at is null and t.bytes is not null and {rule}").Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        if (!await reader.ReadAsync(http.RequestAborted))
            throw Fault.NotFound("attachment");
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(reader.GetString(0));
        var (type, bytes) = (reader.GetString(1), reader.GetFieldValue<byte[]>(2));
        var headers = http.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        http.Response.ContentType = Harmless.Contains(type) ? type : "application/octet-stream";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }).WithTags("core.attachment").WithSummary("A file's content, always as a download.").WithMetadata(new ProducesResponseTypeMetadata(200, null, ["application/octet-stream"]));
}
