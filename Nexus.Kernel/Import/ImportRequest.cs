using System.Text;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Import;

/// <summary>What happens when some lines are bad.</summary>
public enum ImportMode
{
    /// <summary>Nothing is imported.</summary>
    AllOrNothing,

    /// <summary>The good lines are imported.</summary>
    SkipBad,
}

/// <summary>The wish to import a file into a resource.</summary>
public sealed record ImportRequest
{
    public required ResourceType Resource { get; init; }

    public required Tenant Tenant { get; init; }

    public required Caller Caller { get; init; }

    public ImportMode Mode { get; init; }

    /// <summary>Do it all and undo it: the answer is what would happen.</summary>
    public bool DryRun { get; init; }

    /// <summary>The field by which a line finds the row that it updates; null: each line creates a row.</summary>
    public Field? Match { get; init; }

    /// <summary>Columns of the file and the fields they go to, where the names differ; null ignores a column.</summary>
    public IReadOnlyDictionary<string, string?> Mapping { get; init; } = new Dictionary<string, string?>();

    /// <summary><c>,</c>, <c>;</c> or a tab; null: found out.</summary>
    public char? Delimiter { get; init; }

    /// <summary>True where <c>1,5</c> is one and a half; null: found out.</summary>
    public bool? DecimalComma { get; init; }

    /// <summary>True where <c>3/4/2026</c> is in March; null: as in the tenant's country.</summary>
    public bool? MonthFirst { get; init; }

    /// <summary>For a call that carried an <c>Idempotency-Key</c>: the import happens once, in one transaction.</summary>
    internal Idempotency? Once { get; init; }

    /// <exception cref="Fault">400 or 422 with what is wrong in the parameters.</exception>
    public static ImportRequest Read(ResourceType resource, Tenant tenant, Caller caller, Func<string, string?> parameter) => new()
    {
        Resource = resource,
        Tenant = tenant,
        Caller = caller,
        Mode = Word(parameter, "mode", ("all_or_nothing", ImportMode.AllOrNothing), ("skip_bad", ImportMode.SkipBad)) ?? ImportMode.AllOrNothing,
        DryRun = (parameter("dryRun") ?? parameter("dry_run")) is { } dryRun && dryRun is "" or "true" or "1",
        Match = MatchField(tenant.ShapeOf(resource), parameter("match")),
        Mapping = ReadMapping(parameter("mapping")),
        Delimiter = Word(parameter, "delimiter", (",", ','), (";", ';'), ("tab", '\t'), ("\t", '\t')),
        DecimalComma = Word(parameter, "decimal", (",", true), ("comma", true), (".", false), ("point", false)),
        MonthFirst = Word(parameter, "date", ("mdy", true), ("dmy", false)),
    };

    private static T? Word<T>(Func<string, string?> parameter, string name, params (string Word, T Value)[] words) where T : struct
    {
        if (parameter(name) is not { Length: > 0 } given)
            return null;
        foreach (var (word, value) in words)
        {
            if (word == given)
                return value;
        }

        throw Fault.Malformed("wrong_parameter", $"{name} must be one of: {string.Join(", ", words.Select(w => w.Word == "\t" ? "a tab" : w.Word))}.", name);
    }

    private static Field? MatchField(Shape shape, string? name)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        return shape.Find(name) is { Kind: FieldKind.Text or FieldKind.Id or FieldKind.Integer or FieldKind.Choice } field
            ? field
            : throw Fault.Malformed("wrong_parameter", $"match must name a text, number or id field of {shape.Resource.FullName}.", "match");
    }

    private static Dictionary<string, string?> ReadMapping(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return [];
        try
        {
            using var mapping = JsonBody.Parse(Encoding.UTF8.GetBytes(json));
            return mapping.Deserialize<Dictionary<string, string?>>() ?? [];
        }
        catch (Exception e) when (e is JsonException or Fault)
        {
            throw Fault.Malformed("wrong_parameter", "mapping must be a JSON object of column names and field names (null ignores a column).", "mapping");
        }
    }
}
