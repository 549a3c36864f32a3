using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Core;

/// <summary>What the values of a tenant's own field are.</summary>
public enum CustomFieldKind
{
    Text,
    Boolean,
    Integer,
    Decimal,
    Money,
    Date,
    Instant,
    Choice,
    TextList,
}

/// <summary>A field that the tenant added to a resource. It is validated, filtered, imported and shown like a built-in one.</summary>
[Resource("core.custom_field", Storage = Storage.Shared, Table = "nexus.custom_fields", Title = "Label", Derived = Derived.None)]
public sealed class CustomField : Resource
{
    /// <summary>The resource that has it, such as <c>crm.contact</c>.</summary>
    [Required, MaxLength(101), Immutable]
    public string Resource { get; set; } = "";

    /// <summary>Its name in JSON and filters; begins with <c>x_</c>.</summary>
    [Required, MaxLength(50), Immutable]
    public string Name { get; set; } = "";

    /// <summary>What people call it.</summary>
    [Required, MaxLength(100)]
    public string Label { get; set; } = "";

    /// <summary>What its values are.</summary>
    [Immutable]
    public CustomFieldKind Kind { get; set; }

    /// <summary>The words to choose from, for a choice.</summary>
    public string[] Choices { get; set; } = [];

    /// <summary>Must be given when a row is created.</summary>
    public bool Required { get; set; }

    /// <summary>What it is for.</summary>
    [MaxLength(500)]
    public string Description { get; set; } = "";
}

internal static class CustomFieldDeclarations
{
    public static ModuleBuilder CustomFields(this ModuleBuilder core) => core
        .Resource<CustomField>()
        .Operation<DefineCustomField>()
        .Operation<RenameCustomField>()
        .Operation<ArchiveCustomField>()
        .Operation<RestoreCustomField>();
}
