using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Run;

/// <summary>Reads an operation's input off JSON. All faults are found before it answers, each with its field.</summary>
public static class InputReader
{
    /// <summary>The values of a row that were sent, for derived create and update.</summary>
    /// <exception cref="Fault">422 with every fault.</exception>
    public static RowInput ReadRow(Shape shape, JsonElement json, bool creating)
    {
        var faults = new List<FieldFault>();
        var values = new Dictionary<Field, object?>();
        foreach (var member in Members(json))
        {
            var field = shape.Find(member.Name);
            if (field is null)
                faults.Add(new FieldFault(member.Name, "unknown_field", $"{shape.Resource.FullName} has no field {Shorten(member.Name)}."));
            else if (field.ReadOnly && !(creating && field.Name == "id"))
                faults.Add(new FieldFault(field.Name, "read_only", $"{field.Label} can't be set."));
            else if (field.Immutable && !creating)
                faults.Add(new FieldFault(field.Name, "immutable", $"{field.Label} can't be changed once it is set."));
            else
                values[field] = FieldValue.Read(field, member.Value, faults);
        }

        if (creating)
        {
            foreach (var field in shape.Fields.Where(f => f.Required && !values.ContainsKey(f) && !f.ReadOnly && !values.Keys.Any(k => f.MadeOf.Contains(k.Name))))
                faults.Add(new FieldFault(field.Name, "required", $"{field.Label} must be given."));
        }

        return faults.Count > 0 ? throw Fault.Invalid(faults) : new RowInput(values);
    }

    /// <summary>A declared operation's record, or a report's.</summary>
    /// <param name="target">The id in the route, for an operation that has one.</param>
    public static object ReadRecord(Type record, IReadOnlyList<Field> fields, JsonElement json, Field? targetField = null, Guid? target = null)
    {
        var faults = new List<FieldFault>();
        var values = new Dictionary<string, object?>();
        if (targetField is not null && target is { } id)
            values[targetField.Property!.Name] = id;

        var byName = fields.ToDictionary(f => f.Name);
        var seen = new HashSet<string>();
        foreach (var member in Members(json))
        {
            if (targetField is not null && member.Name == targetField.Name && target is null)
            {
                values[targetField.Property!.Name] = FieldValue.Read(targetField, member.Value, faults);
                continue;
            }

            if (!byName.TryGetValue(member.Name, out var field))
            {
                faults.Add(new FieldFault(member.Name, "unknown_field", $"There is no input named {Shorten(member.Name)}."));
                continue;
            }

            seen.Add(field.Name);
            var value = FieldValue.Read(field, member.Value, faults);
            values[field.Property!.Name] = value ?? (field.Nullable ? null : field.Default);
        }

        if (targetField is not null && values.GetValueOrDefault(targetField.Property!.Name) is null)
            faults.Add(new FieldFault(targetField.Name, "required", $"{targetField.Label} must be given."));
        foreach (var field in fields.Where(f => f.Required && !seen.Contains(f.Name)))
            faults.Add(new FieldFault(field.Name, "required", $"{field.Label} must be given."));

        return faults.Count > 0 ? throw Fault.Invalid(faults) : Make(record, fields, values);
    }

    private static object Make(Type record, IReadOnlyList<Field> fields, Dictionary<string, object?> values)
    {
        var constructor = record.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var defaults = fields.Where(f => f.Property is not null).ToDictionary(f => f.Property!.Name, f => f.Default);
        var arguments = constructor.GetParameters()
            .Select(p => values.TryGetValue(p.Name!, out var value) ? value : p.HasDefaultValue ? p.DefaultValue : defaults.GetValueOrDefault(p.Name!))
            .ToArray();
        var made = constructor.Invoke(arguments);
        if (arguments.Length == 0)
        {
            foreach (var (name, value) in values)
                record.GetProperty(name)!.SetValue(made, value);
        }

        return made;
    }

    private static IEnumerable<JsonProperty> Members(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject(),
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        _ => throw Fault.Malformed("not_an_object", "The body must be a JSON object."),
    };

    private static string Shorten(string name) => name.Length <= 60 ? name : name[..60] + "…";
}

/// <summary>The fields that were sent for a row, with their values.</summary>
public sealed record RowInput(IReadOnlyDictionary<Field, object?> Values);
