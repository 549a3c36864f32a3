using System.Collections.Concurrent;
using System.Text.Json;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Run;

/// <summary>
/// The lines of an operation's input (<c>OrderLine[] Lines</c>): each is a record whose fields are checked as the input's own are, and a fault
/// in one names it: <c>lines[2].quantity</c>.
/// </summary>
internal static class InputLines
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Field>> Fields = new();

    /// <summary>The record of a line; null when the field holds no lines. A resource's own structures are kept as they are sent.</summary>
    public static Type? EntryOf(Field field) =>
        field is { Kind: FieldKind.Json, Property: { PropertyType: { IsArray: true } list } property } && !typeof(Resource).IsAssignableFrom(property.DeclaringType)
        && list.GetElementType() is { IsClass: true, IsArray: false } entry && entry != typeof(string) && entry.GetConstructors().Any(c => c.GetParameters().Length > 0)
            ? entry
            : null;

    public static Array? Read(Field field, Type entry, JsonElement json, List<FieldFault> faults)
    {
        if (json.ValueKind is not JsonValueKind.Array)
        {
            faults.Add(new FieldFault(field.Name, "wrong_type", $"{field.Label} must be a list."));
            return null;
        }

        var count = json.GetArrayLength();
        if (count > FieldValue.ListItemsMax)
            faults.Add(new FieldFault(field.Name, "too_long", $"{field.Label} has more than {FieldValue.ListItemsMax} entries."));
        if (count == 0 && field.Required)
            faults.Add(new FieldFault(field.Name, "required", $"{field.Label} must have an entry."));
        if (count is 0 or > FieldValue.ListItemsMax)
            return Array.CreateInstance(entry, 0);

        var lines = Array.CreateInstance(entry, count);
        var fields = Fields.GetOrAdd(entry, FieldReader.Read);
        foreach (var (line, index) in json.EnumerateArray().Select((l, i) => (l, i)))
        {
            if (line.ValueKind is not JsonValueKind.Object)
            {
                faults.Add(new FieldFault($"{field.Name}[{index}]", "wrong_type", $"Entry {index + 1} of {field.Label} must be an object."));
                continue;
            }

            try
            {
                lines.SetValue(InputReader.ReadRecord(entry, fields, line), index);
            }
            catch (Fault fault) when (fault.Fields.Count > 0)
            {
                faults.AddRange(fault.Fields.Select(f => f with { Field = $"{field.Name}[{index}].{f.Field}" }));
            }
        }

        return lines;
    }
}
