using System.Reflection;
using System.Text.Json.Nodes;
using NpgsqlTypes;

namespace Nexus.Kernel.Declare;

/// <summary>What a field's values are; decides its column, its JSON, its check, its input in the console.</summary>
public enum FieldKind
{
    Text,
    Boolean,
    Integer,
    Decimal,
    Money,
    Date,
    Instant,
    Id,

    /// <summary>One of a closed list of words, snake_case.</summary>
    Choice,
    TextList,

    /// <summary>A structure kept as JSON.</summary>
    Json,
}

/// <summary>What a text or a number is meant as, beyond its kind.</summary>
public enum Format
{
    None,
    Email,
    Phone,
    Url,
    Country,
    Currency,
    Multiline,
}

/// <summary>A field of a resource, declared by a property or defined by a tenant (then its name begins with <c>x_</c>).</summary>
public sealed record Field
{
    /// <summary>In JSON and SQL, snake_case.</summary>
    public required string Name { get; init; }

    public required FieldKind Kind { get; init; }

    /// <summary>The property that declares it; null for a field that the tenant defined.</summary>
    public PropertyInfo? Property { get; init; }

    public bool Nullable { get; init; } = true;

    /// <summary>Must be given when a row is created, and can't be emptied.</summary>
    public bool Required { get; init; }

    /// <summary>Set by operations only, never by create, update or import.</summary>
    public bool ReadOnly { get; init; }

    public bool Immutable { get; init; }

    public bool Unique { get; init; }

    public bool DuplicateKey { get; init; }

    public bool Indexed { get; init; }

    public bool Searchable { get; init; }

    public bool Parent { get; init; }

    /// <summary>Given by the kernel to every row (<c>id</c>, <c>version</c>, <c>created_at</c> …).</summary>
    public bool System { get; init; }

    /// <summary>Full name of the resource whose id it holds.</summary>
    public string? References { get; init; }

    /// <summary>Of a report's figure: the rows that it comes from.</summary>
    public RowsBehind? Behind { get; init; }

    public Format Format { get; init; }

    public int? MaxLength { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    public string? Pattern { get; init; }

    /// <summary>Text fields that it is put together from when they are given and it isn't.</summary>
    public IReadOnlyList<string> MadeOf { get; init; } = [];

    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Value of a new row when nothing is given.</summary>
    public object? Default { get; init; }

    /// <summary>What people call it.</summary>
    public required string Label { get; init; }

    public string? Group { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Defined by the tenant: kept in the <c>custom</c> column.</summary>
    public bool IsCustom => Property is null;

    /// <summary>The name under which the referenced row is embedded: <c>company_id</c> gives <c>company</c>.</summary>
    public string? EmbedName => References is null ? null : Name.EndsWith("_id", StringComparison.Ordinal) ? Name[..^3] : Name;

    /// <summary>The columns in which it is kept: money has two.</summary>
    public IReadOnlyList<string> Columns => Kind is FieldKind.Money ? [Name, Name + "_currency"] : [Name];

    public NpgsqlDbType DbType => Kind switch
    {
        FieldKind.Text or FieldKind.Choice => NpgsqlDbType.Text,
        FieldKind.Boolean => NpgsqlDbType.Boolean,
        FieldKind.Integer => NpgsqlDbType.Bigint,
        FieldKind.Decimal or FieldKind.Money => NpgsqlDbType.Numeric,
        FieldKind.Date => NpgsqlDbType.Date,
        FieldKind.Instant => NpgsqlDbType.TimestampTz,
        FieldKind.Id => NpgsqlDbType.Uuid,
        FieldKind.TextList => NpgsqlDbType.Array | NpgsqlDbType.Text,
        _ => NpgsqlDbType.Jsonb,
    };

    /// <summary>The value in a row. Custom values are JSON nodes.</summary>
    public object? Get(Resource row) => Property is null ? row.Custom[Name] : Property.GetValue(row);

    public void Set(Resource row, object? value)
    {
        if (Property is null)
        {
            if (value is null)
                row.Custom.Remove(Name);
            else
                // A node belongs to one row; an operation that starts anew sets it on another one.
                row.Custom[Name] = value is JsonNode { Parent: null } own ? own : ((JsonNode)value).DeepClone();
        }
        else
        {
            Property.SetValue(row, value);
        }
    }
}

/// <summary>The rows behind a report's figure.</summary>
/// <param name="Resource">Full name of their resource.</param>
/// <param name="Where">Conditions as the API takes them.</param>
/// <param name="On">The field of the resource that the report's period is about.</param>
public sealed record RowsBehind(string Resource, string Where, string? On);
