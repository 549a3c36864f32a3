using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Tenancy;

/// <summary>What has to be known of a business to activate it: <c>{"business": {"name", "industry", "country", "currency"}, "admin": {"email"}, "modules": […]}</c>.</summary>
public sealed record ActivationInput(string Name, string Industry, string Country, string Currency, string AdminEmail, IReadOnlyList<string>? Modules)
{
    /// <summary>Industries that have a preset of their own.</summary>
    public static readonly IReadOnlyList<string> Industries = ["retail", "services", "manufacturing", "hospitality", "media"];

    private static readonly Field[] Fields =
    [
        new() { Name = "business.name", Label = "Name", Kind = FieldKind.Text, Required = true, MaxLength = 200 },
        new() { Name = "business.industry", Label = "Industry", Kind = FieldKind.Choice, Required = true, Choices = Industries },
        new() { Name = "business.country", Label = "Country", Kind = FieldKind.Text, Required = true, Format = Format.Country },
        new() { Name = "business.currency", Label = "Currency", Kind = FieldKind.Text, Required = true, Format = Format.Currency },
        new() { Name = "admin.email", Label = "E-mail", Kind = FieldKind.Text, Required = true, Format = Format.Email },
    ];

    /// <exception cref="Fault">422 with every fault.</exception>
    public static ActivationInput Read(JsonElement json, NexusModel model)
    {
        var faults = new List<FieldFault>();
        if (json.ValueKind is not JsonValueKind.Object)
            throw Fault.Malformed("not_an_object", "The body must be a JSON object.");

        var texts = Fields.Select(field => FieldValue.Read(field, Member(json, field.Name), faults)?.ToString()).ToArray();
        IReadOnlyList<string>? modules = null;
        if (json.TryGetProperty("modules", out var list) && list.ValueKind is not JsonValueKind.Null)
        {
            if (list.ValueKind is not JsonValueKind.Array || list.EnumerateArray().Any(m => m.ValueKind is not JsonValueKind.String))
            {
                faults.Add(new FieldFault("modules", "wrong_type", "Modules must be a list of names."));
            }
            else
            {
                modules = [.. list.EnumerateArray().Select(m => m.GetString()!)];
                foreach (var unknown in modules.Where(m => model.FindModule(m) is null))
                    faults.Add(new FieldFault("modules", "unknown_module", $"There is no module {(unknown.Length > 40 ? unknown[..40] : unknown)}. There are: {string.Join(", ", model.Modules.Select(m => m.Name))}."));
            }
        }

        return faults.Count > 0 ? throw Fault.Invalid(faults) : new ActivationInput(texts[0]!, texts[1]!, texts[2]!, texts[3]!, texts[4]!.ToLowerInvariant(), modules);
    }

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

    private static JsonElement Member(JsonElement json, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(part, out json))
                return default;
        }

        return json;
    }
}
