using System.Text;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Import;

/// <summary>A column of the file and the field it goes to.</summary>
/// <param name="Index">Place in the row, from 0.</param>
/// <param name="Currency">Place of the column with the currency, for money; -1 where there is none.</param>
public sealed record ImportColumn(int Index, string Name, Field Field, int Currency);

/// <summary>Which column goes to which field: by the mapping, else by the field's name or label.</summary>
public static class ImportColumns
{
    /// <exception cref="Fault">422 with every column that is unknown, named twice or can't be set.</exception>
    public static (IReadOnlyList<ImportColumn> Columns, IReadOnlyDictionary<string, string?> Names) Map(ImportRequest request, IReadOnlyList<string> header)
    {
        var shape = request.Tenant.ShapeOf(request.Resource);
        var faults = new List<FieldFault>();
        var names = new Dictionary<string, string?>();
        var byField = new Dictionary<string, (Field Field, string Column, int Index)>();
        var currencies = new Dictionary<string, int>();
        foreach (var unknown in request.Mapping.Keys.Where(k => !header.Contains(k)))
            faults.Add(new FieldFault(unknown, "unknown_column", $"The mapping names a column that the file doesn't have: {Shorten(unknown)}."));
        foreach (var (name, index) in header.Select((h, i) => (h, i)))
        {
            if (name.Length == 0)
                faults.Add(new FieldFault($"column {index + 1}", "unnamed_column", $"Column {index + 1} has no name in the first line."));
            else if (!names.TryAdd(name, null))
                faults.Add(new FieldFault(name, "duplicate_column", $"Two columns are named {Shorten(name)}."));
            else if (request.Mapping.TryGetValue(name, out var mapped) && mapped is null)
                continue;
            else if (CurrencyOf(shape, mapped ?? name) is { } money)
                currencies[names[name] = money] = index;
            else if (Find(shape, mapped ?? name) is not { } field)
                faults.Add(new FieldFault(name, "unknown_column", $"{request.Resource.FullName} has no field {Shorten(mapped ?? name)}. Map the column to a field, or to null to leave it out."));
            else if (field.ReadOnly && field.Name != "id")
                Ignore(field, name);
            else if (!byField.TryAdd(field.Name, (field, name, index)))
                faults.Add(new FieldFault(name, "duplicate_column", $"Two columns go to the field {field.Name}."));
            else
                names[name] = field.Name;
        }

        if (request.Match is { } match && !byField.ContainsKey(match.Name))
            faults.Add(new FieldFault(match.Name, "unknown_column", $"The file has no column for the field {match.Name}, by which rows are to be found."));
        if (faults.Count > 0)
            throw Fault.Invalid(faults);
        return ([.. byField.Values.Select(c => new ImportColumn(c.Index, c.Column, c.Field, currencies.GetValueOrDefault(c.Field.Name, -1)))], names);

        // What an export has beside the fields is left out; a field of the resource's own that nobody may set is a mistake.
        void Ignore(Field field, string column)
        {
            if (!field.System)
                faults.Add(new FieldFault(column, "read_only", $"{field.Label} can't be set. Map the column to null to leave it out."));
        }
    }

    private static Field? Find(Shape shape, string name)
    {
        var plain = Plain(name);
        return shape.Find(name) ?? shape.Find(plain)
            ?? shape.Fields.FirstOrDefault(f => f.EmbedName == plain)
            ?? shape.Fields.FirstOrDefault(f => Joined(Plain(f.Label)) == Joined(plain) || Joined(f.Name) == Joined(plain))
            ?? shape.Find("x_" + plain);
    }

    private static string? CurrencyOf(Shape shape, string name) =>
        Plain(name) is var plain && plain.EndsWith("_currency", StringComparison.Ordinal) && shape.Find(plain[..^"_currency".Length]) is { Kind: FieldKind.Money } field ? field.Name : null;

    /// <summary><c>Expected close on</c> as <c>expected_close_on</c>.</summary>
    internal static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c))
                plain.Append(char.ToLowerInvariant(c));
            else if (plain.Length > 0 && plain[^1] != '_')
                plain.Append('_');
        }

        return plain.ToString().TrimEnd('_');
    }

    /// <summary>An e-mail is an email.</summary>
    private static string Joined(string plain) => plain.Replace("_", "", StringComparison.Ordinal);

    private static string Shorten(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
