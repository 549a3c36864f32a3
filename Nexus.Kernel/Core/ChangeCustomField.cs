using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>A field of the tenant's own was renamed, archived or restored.</summary>
[Event("core.custom_field.changed")]
public sealed record CustomFieldChanged(Guid CustomFieldId, string Resource, string Name, string Label, bool Archived);

/// <summary>Changes what people call a field of the tenant's own; its name in JSON and filters stays.</summary>
/// <param name="CustomFieldId">The field.</param>
/// <param name="Label">The new label.</param>
[Operation("core.custom_field.rename", Effect.Write)]
public sealed record RenameCustomField(Guid CustomFieldId, [property: MaxLength(100)] string Label) : IOperation<RenameCustomField, CustomField, CustomFieldChanged>
{
    public static Task<CustomField?> Load(RenameCustomField input, TenantDb db, CancellationToken ct) => CustomFieldRow.Load(input.CustomFieldId, db, ct);

    public static Outcome<CustomFieldChanged> Decide(RenameCustomField input, CustomField field, Call call)
    {
        field.Label = input.Label;
        return CustomFieldRow.Changed(field);
    }
}

/// <summary>Takes a field of the tenant's own out of use. The values stay and are there again when it is restored.</summary>
/// <param name="CustomFieldId">The field.</param>
[Operation("core.custom_field.archive", Effect.Write)]
public sealed record ArchiveCustomField(Guid CustomFieldId) : IOperation<ArchiveCustomField, CustomField, CustomFieldChanged>
{
    public static Task<CustomField?> Load(ArchiveCustomField input, TenantDb db, CancellationToken ct) => CustomFieldRow.Load(input.CustomFieldId, db, ct);

    public static Outcome<CustomFieldChanged> Decide(ArchiveCustomField input, CustomField field, Call call)
    {
        field.ArchivedAt ??= call.Now;
        return CustomFieldRow.Changed(field);
    }
}

/// <summary>Puts an archived field of the tenant's own back into use.</summary>
/// <param name="CustomFieldId">The field.</param>
[Operation("core.custom_field.restore", Effect.Write)]
public sealed record RestoreCustomField(Guid CustomFieldId) : IOperation<RestoreCustomField, CustomField, CustomFieldChanged>
{
    public static Task<CustomField?> Load(RestoreCustomField input, TenantDb db, CancellationToken ct) => CustomFieldRow.Load(input.CustomFieldId, db, ct);

    public static Outcome<CustomFieldChanged> Decide(RestoreCustomField input, CustomField field, Call call)
    {
        field.ArchivedAt = null;
        return CustomFieldRow.Changed(field);
    }
}

internal static class CustomFieldRow
{
    /// <summary>Every process hears that the tenant's fields change, when the change commits.</summary>
    public static async Task<CustomField?> Load(Guid id, TenantDb db, CancellationToken ct)
    {
        await db.Announce("tenant", db.Tenant.Id.ToString(), ct);
        return await db.Find<CustomField>(id, ct);
    }

    public static CustomFieldChanged Changed(CustomField field) => new(field.Id, field.Resource, field.Name, field.Label, field.ArchivedAt is not null);
}
