using System.Reflection;

namespace Nexus.Kernel.Declare;

// Besides these, a field understands the attributes of System.ComponentModel.DataAnnotations: Required, MaxLength, StringLength,
// Range, RegularExpression, EmailAddress, Phone, Url, Display(GroupName, Name), and System.ComponentModel.ReadOnly.

/// <summary>The field holds the id of a row of another resource; <c>CompanyId</c> embeds as <c>company</c>. Made a foreign key. On an operation's input it tells what the id is of.</summary>
/// <param name="resource">Full name, for a resource of another module, whose types aren't ours to use: <c>[References("catalog.variant")]</c>. The module must need that one.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public class ReferencesAttribute(string? resource) : Attribute
{
    /// <summary>Full name of the resource; null when the class that was named is none.</summary>
    public string? Resource { get; } = resource;
}

/// <inheritdoc/>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ReferencesAttribute<T>() : ReferencesAttribute(typeof(T).GetCustomAttribute<ResourceAttribute>()?.Name) where T : Resource;

/// <summary>
/// Which rows a figure of a report counts or sums, so that a page can lead to them: those of the resource that satisfy the conditions, have what
/// the row's other columns say in fields of the same name (<c>stage_id</c>, <c>source</c>), and satisfy the parameters of such names.
/// </summary>
/// <param name="where">Conditions as the API takes them, joined by <c>&amp;</c>: <c>status=eq.won</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public class RowsBehindAttribute(Type resource, string where = "") : Attribute
{
    public Type Resource { get; } = resource;

    public string Where { get; } = where;

    /// <summary>The property that the report's months, or its parameters <c>From</c> and <c>To</c>, are about.</summary>
    public string? On { get; init; }
}

/// <inheritdoc/>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class RowsBehindAttribute<T>(string where = "") : RowsBehindAttribute(typeof(T), where) where T : Resource;

/// <summary>The row is a part of the row it references: who may see that one may see this one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParentAttribute : Attribute;

/// <summary>No two rows that aren't archived have the same value (case doesn't count for text).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UniqueAttribute : Attribute;

/// <summary>Rows with the same value are probably the same thing: named to who enters one, and found by merging.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DuplicateKeyAttribute : Attribute;

/// <summary>An index is kept on the field. References, unique fields and duplicate keys have one anyway.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IndexedAttribute : Attribute;

/// <summary>Full text search looks into the field.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SearchableAttribute : Attribute;

/// <summary>Set when the row is created and never changed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImmutableAttribute : Attribute;

/// <summary>When the field isn't given but parts of it are, it is put together from them: <c>[MadeOf(nameof(FirstName), nameof(LastName))]</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MadeOfAttribute(params string[] parts) : Attribute
{
    public string[] Parts { get; } = parts;
}

/// <summary>Text of several lines.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MultilineAttribute : Attribute;

/// <summary>ISO 3166-1 alpha-2 country code, upper case.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CountryAttribute : Attribute;

/// <summary>ISO 4217 currency code, upper case.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CurrencyAttribute : Attribute;

/// <summary>The property is no field: it has no column and is in no answer.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAFieldAttribute : Attribute;
