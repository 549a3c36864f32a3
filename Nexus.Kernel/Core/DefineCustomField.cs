using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>A field of the tenant's own was added to a resource.</summary>
[Event("core.custom_field.defined")]
public sealed record CustomFieldDefined(Guid CustomFieldId, string Resource, string Name, string Label, CustomFieldKind Kind);

/// <summary>Adds a field of the tenant's own to a resource; from then on its rows have it.</summary>
/// <param name="Resource">The resource that gets it, such as <c>crm.contact</c>.</param>
/// <param name="Name">Its name in lower case words; <c>x_</c> is put before it.</param>
/// <param name="Label">What people call it; made of the name when not given.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Choices">The words to choose from, for a choice: lower case, digits and underscores.</param>
/// <param name="Required">Must be given when a row is created.</param>
/// <param name="Description">What it is for.</param>
[Operation("core.custom_field.define", Effect.Write)]
public sealed partial record DefineCustomField(
    [property: MaxLength(101)] string Resource,
    [property: MaxLength(48)] string Name,
    CustomFieldKind Kind,
    [property: MaxLength(100)] string? Label = null,
    string[]? Choices = null,
    bool Required = false,
    [property: MaxLength(500)] string? Description = null) : IWideOperation<DefineCustomField, CustomFieldDefined>
{
    /// <summary>Fields of its own that a resource may have.</summary>
    public const int FieldsMax = 100;

    public const int ChoicesMax = 200;

    public static async Task<Outcome<CustomFieldDefined>> Run(DefineCustomField input, TenantDb db, Call call, CancellationToken ct)
    {
        var resource = db.Model.FindResource(input.Resource);
        var name = input.Name.StartsWith("x_", StringComparison.Ordinal) ? input.Name : "x_" + input.Name;
        var faults = new List<FieldFault>();
        if (resource is not { Storage: Storage.Tenant } || !db.Tenant.Has(resource.Module))
            faults.Add(new FieldFault("resource", "unknown_resource", "There is no such resource that can have fields of your own."));
        if (!Names.IsPlain(name))
            faults.Add(new FieldFault("name", "wrong_format", "Name must be lower case letters, digits and underscores, 48 characters at most."));
        faults.AddRange(ChoiceFaults(input));
        if (faults.Count > 0)
            throw Fault.Invalid(faults);

        await db.Announce("tenant", db.Tenant.Id.ToString(), ct);
        var there = await db.Query<CustomField>($"where t.resource = {input.Resource} for update", ct);
        if (there.FirstOrDefault(f => f.Name == name) is { } same)
            return new Refusal("duplicate", same.ArchivedAt is null ? $"{input.Resource} has a field {name} already." : $"{input.Resource} had a field {name}, which is archived: restore it, or choose another name.", "name");
        if (there.Count(f => f.ArchivedAt is null) >= FieldsMax)
            return new Refusal("too_many_fields", $"A resource may have {FieldsMax} fields of your own.");

        var field = new CustomField
        {
            Id = call.NewId(),
            Resource = input.Resource,
            Name = name,
            Label = string.IsNullOrWhiteSpace(input.Label) ? Names.Label(name[2..]) : input.Label,
            Kind = input.Kind,
            Choices = input.Kind is CustomFieldKind.Choice ? input.Choices! : [],
            Required = input.Required,
            Description = input.Description ?? "",
        };
        db.Add(field);
        return ((Outcome<CustomFieldDefined>)new CustomFieldDefined(field.Id, field.Resource, field.Name, field.Label, field.Kind)).AnswerWith(field);
    }

    private static IEnumerable<FieldFault> ChoiceFaults(DefineCustomField input)
    {
        if (input.Kind is CustomFieldKind.Choice && input.Choices is not { Length: > 0 and <= ChoicesMax })
            yield return new FieldFault("choices", "required", $"A choice needs 1 to {ChoicesMax} words to choose from.");
        else if (input.Kind is not CustomFieldKind.Choice && input.Choices is { Length: > 0 })
            yield return new FieldFault("choices", "not_allowed", "Only a choice has words to choose from.");
        else if (input.Choices is { } choices && (choices.Distinct().Count() != choices.Length || choices.Any(c => !Word().IsMatch(c))))
            yield return new FieldFault("choices", "wrong_format", "Choices must be different words of lower case letters, digits and underscores.");
    }

    [GeneratedRegex("^[a-z0-9_]{1,50}$")]
    private static partial Regex Word();
}
