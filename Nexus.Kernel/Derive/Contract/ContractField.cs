using System.Globalization;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Derive.Contract;

/// <summary>A field as a line of the contract: <c>email: text, email, unique</c>.</summary>
internal static class ContractField
{
    public static string Of(Field field) => $"{field.Name}: {string.Join(", ", Words(field))}";

    private static IEnumerable<string> Words(Field field)
    {
        yield return field.Kind is FieldKind.Choice ? string.Join("|", field.Choices) : Names.Snake(field.Kind.ToString());
        if (field.Format is not Format.None)
            yield return Names.Snake(field.Format.ToString());
        if (field.References is { } resource)
            yield return $"references {resource}";
        if (field.MaxLength is { } longest)
            yield return $"at most {longest}";
        if (field.Minimum is { } minimum)
            yield return $"from {minimum.ToString(CultureInfo.InvariantCulture)}";
        if (field.Maximum is { } maximum)
            yield return $"to {maximum.ToString(CultureInfo.InvariantCulture)}";
        if (field.Pattern is { } pattern)
            yield return $"pattern {pattern}";
        foreach (var (holds, word) in new[]
        {
            (field.Required, "required"), (field.Nullable && !field.Required, "nullable"), (field.ReadOnly, "read only"),
            (field.Immutable, "immutable"), (field.Unique, "unique"), (field.DuplicateKey, "duplicate key"), (field.Searchable, "searchable"), (field.Parent, "parent"),
        })
        {
            if (holds)
                yield return word;
        }
    }
}
