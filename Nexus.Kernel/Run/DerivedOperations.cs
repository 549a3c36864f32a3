using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Run;

/// <summary>The operations that every resource has without declaring them: create, update, archive, restore.</summary>
internal static class DerivedOperations
{
    public static IEnumerable<OperationType> Of(ResourceType resource)
    {
        var what = resource.Name.Replace('_', ' ');
        var fields = resource.Fields.Where(f => !f.ReadOnly).ToArray();
        if (resource.Derived.HasFlag(Derived.Create))
            yield return Make(resource, "create", "created", Derived.Create, hasTarget: false, fields, new CreateRow(), $"Creates a {what}. {resource.Description}");
        if (resource.Derived.HasFlag(Derived.Update))
            yield return Make(resource, "update", "updated", Derived.Update, hasTarget: true, [.. fields.Where(f => !f.Immutable)], new UpdateRow(), $"Changes fields of a {what}; what isn't sent stays as it is.");
        if (resource.Derived.HasFlag(Derived.Archive))
        {
            yield return Make(resource, "archive", "archived", Derived.Archive, hasTarget: true, [], new ArchiveRow(), $"Takes a {what} out of use. It stays readable and can be restored.");
            yield return Make(resource, "restore", "restored", Derived.Archive, hasTarget: true, [], new RestoreRow(), $"Puts an archived {what} back into use.");
        }
    }

    private static OperationType Make(ResourceType resource, string verb, string happened, Derived derived, bool hasTarget, IReadOnlyList<Field> fields, OperationBody body, string description) => new()
    {
        Name = $"{resource.FullName}.{verb}",
        Resource = resource,
        Effect = Effect.Write,
        Description = description,
        Derived = derived,
        HasTarget = hasTarget,
        Target = hasTarget ? resource.Find("id")! with { Name = "id", ReadOnly = false, Required = true, System = false, Label = "Id", Description = $"Id of the {resource.Name.Replace('_', ' ')}." } : null,
        Fields = fields,
        Event = new EventType($"{resource.FullName}.{happened}", resource.FullName, null),
        Body = body,
    };

    /// <summary>The input of derived operations that work on a row.</summary>
    internal sealed record OnRow(ResourceType Resource, Guid Id, RowInput Input);

    private sealed class CreateRow : OperationBody
    {
        public override async Task<Decision> Run(object input, TenantDb db, Call call, CancellationToken ct)
        {
            var (resource, _, sent) = (OnRow)input;
            var row = resource.New();
            foreach (var (field, value) in sent.Values)
                field.Set(row, value);
            if (row.Id == Guid.Empty)
                row.Id = call.NewId();
            if (row is IOwned { OwnerId: null } owned && !sent.Values.Keys.Any(f => f.Name == "owner_id"))
                owned.OwnerId = call.UserId;
            MadeOf.Fill(resource, row, sent);
            if (row is IBeforeCreate needs)
                await needs.BeforeCreate(db, call, ct);
            RowChecks.Check(row);
            db.Add(row);
            return new Decision(await RowChecks.Guard(row, db, call, ct), null, row);
        }
    }

    private sealed class UpdateRow : OperationBody
    {
        public override async Task<Decision> Run(object input, TenantDb db, Call call, CancellationToken ct)
        {
            var (resource, id, sent) = (OnRow)input;
            var row = await db.Find(resource, id, ct) ?? throw Fault.NotFound(resource.Name);
            if (row.ArchivedAt is not null)
                return new Decision(new Refusal("archived", "An archived row can't be changed. Restore it first."));
            foreach (var (field, value) in sent.Values)
                field.Set(row, value);
            MadeOf.Fill(resource, row, sent);
            RowChecks.Check(row);
            return new Decision(await RowChecks.Guard(row, db, call, ct), null, row);
        }
    }

    private sealed class ArchiveRow : OperationBody
    {
        public override async Task<Decision> Run(object input, TenantDb db, Call call, CancellationToken ct)
        {
            var (resource, id, _) = (OnRow)input;
            var row = await db.Find(resource, id, ct) ?? throw Fault.NotFound(resource.Name);
            if (row.ArchivedAt is null && row is IBeforeArchive needed)
                await needed.BeforeArchive(db, call, ct);
            row.ArchivedAt ??= call.Now;
            return new Decision(await RowChecks.Guard(row, db, call, ct), null, row);
        }
    }

    private sealed class RestoreRow : OperationBody
    {
        public override async Task<Decision> Run(object input, TenantDb db, Call call, CancellationToken ct)
        {
            var (resource, id, _) = (OnRow)input;
            var row = await db.Find(resource, id, ct) ?? throw Fault.NotFound(resource.Name);
            row.ArchivedAt = null;
            RowChecks.Check(row);
            return new Decision(await RowChecks.Guard(row, db, call, ct), null, row);
        }
    }
}

/// <summary>Texts that are put together from others when they aren't given: a name from first and last name.</summary>
internal static class MadeOf
{
    public static void Fill(ResourceType resource, Resource row, RowInput sent)
    {
        foreach (var field in resource.Fields.Where(f => f.MadeOf.Count > 0))
        {
            if (sent.Values.Keys.Any(f => f.Name == field.Name) || !sent.Values.Keys.Any(f => field.MadeOf.Contains(f.Name)))
                continue;
            var whole = string.Join(' ', field.MadeOf.Select(part => resource.Find(part)!.Get(row) as string).Where(text => !string.IsNullOrEmpty(text)));
            if (whole.Length > (field.MaxLength ?? FieldValue.TextLengthMax))
                throw Fault.Invalid([new FieldFault(field.Name, "too_long", $"{field.Label} is longer than {field.MaxLength} characters.")]);
            if (whole.Length > 0)
                field.Set(row, whole);
            else if (field.Required && field.Get(row) is not string { Length: > 0 })
                throw Fault.Invalid([new FieldFault(field.Name, "required", $"{field.Label} must be given.")]);
        }
    }
}

/// <summary>The rules that a resource sets over several of its fields.</summary>
internal static class RowChecks
{
    /// <summary>The rules that need more than the row.</summary>
    public static async Task<Refusal?> Guard(Resource row, TenantDb db, Call call, CancellationToken ct) =>
        row is IGuarded guarded ? await guarded.Guard(db, call, ct) : null;

    public static void Check(Resource row)
    {
        var faults = row.Validate().ToArray();
        if (faults.Length > 0)
            throw Fault.Invalid(faults);
    }
}
