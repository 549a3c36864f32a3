using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Tenancy;

/// <summary>What has to be known of a business to activate it: <c>{"business": {"name", "industry", "country", "currency"}, "admin": {"email"}, "modules": […]}</c>.</summary>
public sealed record ActivationInput(string Name, string Industry, string Country, string Currency, string AdminEmail, IReadOnlyList<string>? Modules, string? AdminName = null)
{
    /// <summary>Industries that have a preset of their own.</summary>
    public static readonly IReadOnlyList<string> Industries = ["retail", "services", "manufacturing", "hospitality", "media"];

    /// <summary>More module names than any installation has modules.</summary>
    private const int ModulesMax = 100;

    private static readonly Field[] Fields =
    [
        new() { Name = "business.name", Label = "Name", Kind = FieldKind.Text, Required = true, MaxLength = 200 },
        new() { Name = "business.industry", Label = "Industry", Kind = FieldKind.Choice, Required = true, Choices = Industries },
        new() { Name = "business.country", Label = "Country", Kind = FieldKind.Text, Required = true, Format = Format.Country },
        new() { Name = "business.currency", Label = "Currency", Kind = FieldKind.Text, Required = true, Format = Format.Currency },
        new() { Name = "admin.email", Label = "E-mail", Kind = FieldKind.Text, Required = true, Format = Format.Email },
        new() { Name = "admin.name", Label = "Name of the administrator", Kind = FieldKind.Text, MaxLength = 200 },
    ];

    /// <exception cref="Fault">422 with every fault.</exception>
    public static ActivationInput Read(JsonElement json, NexusModel model)
    {
        if (json.ValueKind is not JsonValueKind.Object)
            throw Fault.Malformed("not_an_object", "The body must be a JSON object.");

        var faults = new List<FieldFault>();
        Unknown(json, "", ["business", "admin", "modules"], faults);
        var values = new Dictionary<string, string?>();
        foreach (var group in Fields.GroupBy(f => f.Name.Split('.')[0]))
        {
            var part = json.TryGetProperty(group.Key, out var member) ? member : default;
            if (part.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
            {
                faults.Add(new FieldFault(group.Key, "wrong_type", $"{Names.Label(group.Key)} must be an object."));
                continue;
            }

            if (part.ValueKind is JsonValueKind.Object)
                Unknown(part, group.Key + ".", [.. group.Select(f => f.Name.Split('.')[1])], faults);
            foreach (var field in group)
                values[field.Name] = FieldValue.Read(field, part.ValueKind is JsonValueKind.Object && part.TryGetProperty(field.Name.Split('.')[1], out var value) ? value : default, faults)?.ToString();
        }

        var modules = ReadModules(json, model, faults);
        return faults.Count > 0
            ? throw Fault.Invalid(faults)
            : new ActivationInput(values["business.name"]!, values["business.industry"]!, values["business.country"]!, values["business.currency"]!, values["admin.email"]!.ToLowerInvariant(), modules, values["admin.name"]);
    }

    private static IReadOnlyList<string>? ReadModules(JsonElement json, NexusModel model, List<FieldFault> faults)
    {
        if (!json.TryGetProperty("modules", out var list) || list.ValueKind is JsonValueKind.Null)
            return null;
        if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() > ModulesMax)
        {
            faults.Add(new FieldFault("modules", "wrong_type", $"Modules must be a list of at most {ModulesMax} names."));
            return null;
        }

        var modules = new List<string>();
        foreach (var (item, index) in list.EnumerateArray().Select((m, i) => (m, i)))
        {
            if (item.ValueKind is not JsonValueKind.String)
                faults.Add(new FieldFault($"modules[{index}]", "wrong_type", "A module is named by text."));
            else if (model.FindModule(item.GetString()!) is { } module)
                modules.Add(module.Name);
            else
                faults.Add(new FieldFault($"modules[{index}]", "unknown_module", $"There is no module {Shorten(item.GetString()!)}. There are: {string.Join(", ", model.Modules.Select(m => m.Name))}."));
        }

        return modules;
    }

    private static void Unknown(JsonElement json, string prefix, string[] known, List<FieldFault> faults) =>
        faults.AddRange(json.EnumerateObject().Where(m => !known.Contains(m.Name)).Select(m => new FieldFault(prefix + Shorten(m.Name), "unknown_field", $"There is no input named {Shorten(prefix + m.Name)}.")));

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    /// <summary>The modules asked for with those that they need; all when none were named.</summary>
    internal IReadOnlySet<string> ModulesIn(NexusModel model)
    {
        var chosen = new HashSet<string> { "core" };
        foreach (var module in Modules ?? [.. model.Modules.Select(m => m.Name)])
            Choose(module);
        return chosen;

        void Choose(string name)
        {
            if (!chosen.Add(name))
                return;
            foreach (var need in model.FindModule(name)!.Needs)
                Choose(need);
        }
    }
}
