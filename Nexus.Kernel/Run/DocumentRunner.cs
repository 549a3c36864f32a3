using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Run;

/// <summary>The one way to a row's file: who may read the row may have it.</summary>
public sealed class DocumentRunner(NexusModel model, NpgsqlDataSource source, TimeProvider clock)
{
    /// <exception cref="Fault">The file can't be had.</exception>
    public async Task<DocumentFile> Run(DocumentType document, Guid id, Tenant tenant, Caller caller, CancellationToken ct)
    {
        var resource = model.ResourceOf(document.Of);
        if (caller.Rights.RowsFor(resource.ReadPermission) is not { } rows)
            throw Fault.Denied(resource.ReadPermission);

        // Nothing that it reads is saved: the transaction ends with the connection.
        await using var db = new TenantDb(model, tenant, caller, source);
        var rule = RowRules.Condition(model, resource, "t", rows, caller, tenant) ?? Sql.Raw("true");
        var row = (await db.QueryRows(resource, $"where t.id = {id} and {rule}", ct)).FirstOrDefault() ?? throw Fault.NotFound(resource.Name.Replace('_', ' '));
        return await document.Make(row, db, new Call(caller, tenant, Instants.Now(clock)), ct);
    }
}
