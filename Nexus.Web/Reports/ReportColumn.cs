using Nexus.Kernel.Declare;
using Nexus.Web.Frame;

namespace Nexus.Web.Reports;

/// <summary>How a report's column is shown.</summary>
public enum ColumnForm
{
    Plain,

    /// <summary>The title of a row, whose id is in another column.</summary>
    Row,

    /// <summary>Titles of several rows, whose ids are in another column.</summary>
    Rows,
    Number,
    Percent,
    Money,
    Month,
    Choice,
}

/// <summary>A column of a report as a page shows it.</summary>
public sealed record ReportColumn(Field Field, string Label, ColumnForm Form)
{
    /// <summary>Beside a column of amounts: the currency they are in.</summary>
    public const string Currency = "currency";

    /// <summary>Words in the names of figures whose sum means nothing.</summary>
    private static readonly string[] NotAdded = ["average", "median", "longest", "shortest", "percent", "rate", "probability", "days", "minimum", "maximum"];

    /// <summary>The hidden column with the id of the row that is named here.</summary>
    public Field? Key { get; init; }

    /// <summary>What the row is.</summary>
    public ResourceType? Target { get; init; }

    public string Name => Field.Name;

    public bool IsFigure => Form is ColumnForm.Number or ColumnForm.Percent or ColumnForm.Money;

    /// <summary>True when a total of the rows means something.</summary>
    public bool Adds => Form is ColumnForm.Number or ColumnForm.Money && !Name.Split('_').Intersect(NotAdded).Any();

    /// <summary>The columns that a page shows: ids stand behind the names they belong to, a currency with its amounts, and a mere place in an order nowhere.</summary>
    public static IReadOnlyList<ReportColumn> Of(ReportType report, NexusModel model, Labels labels)
    {
        var amounts = report.Columns.Any(c => c.Name == Currency);
        var columns = new List<ReportColumn>();
        foreach (var field in report.Columns)
        {
            if (KeyedBy(field, report.Columns) is not null || amounts && field.Name == Currency || field.Name == "position")
                continue;
            var key = report.Columns.FirstOrDefault(c => KeyedBy(c, report.Columns) == field);
            var target = key is null ? null : TargetOf(key, report, model);
            columns.Add(new ReportColumn(field, labels.Of(report.Name, field), FormOf(field, target is not null, amounts)) { Key = target is null ? null : key, Target = target });
        }

        return columns;
    }

    /// <summary>The column that names what this one has the id of: <c>stage</c> for <c>stage_id</c>, <c>names</c> for <c>company_ids</c>.</summary>
    private static Field? KeyedBy(Field field, IReadOnlyList<Field> columns) => field.Kind switch
    {
        FieldKind.Id when field.Name.EndsWith("_id", StringComparison.Ordinal) =>
            columns.FirstOrDefault(c => c.Name == field.Name[..^3]) ?? columns.FirstOrDefault(c => c.Kind is FieldKind.Text && field.Name.EndsWith($"_{c.Name}_id", StringComparison.Ordinal)),
        FieldKind.TextList when field.Name.EndsWith("_ids", StringComparison.Ordinal) => columns.FirstOrDefault(c => c.Name == "names" && c.Kind is FieldKind.TextList),
        _ => null,
    };

    /// <summary>What an id is of: as a parameter or a field behind the figures says it, else what the module or everybody has of that name.</summary>
    private static ResourceType? TargetOf(Field key, ReportType report, NexusModel model)
    {
        var declared = key.References
            ?? report.Parameters.FirstOrDefault(p => p.Name == key.Name)?.References
            ?? report.Columns.Select(c => c.Behind is { } behind ? model.FindResource(behind.Resource)?.Find(key.Name)?.References : null).FirstOrDefault(r => r is not null);
        var name = key.Kind is FieldKind.TextList ? key.Name[..^4] : key.Name[..^3];
        return declared is not null ? model.FindResource(declared)
            : model.FindResource($"{report.Module}.{name}") ?? model.FindResource($"core.{name}") ?? (name == "owner" ? model.FindResource("core.user") : null);
    }

    private static ColumnForm FormOf(Field field, bool named, bool amounts) => field.Kind switch
    {
        FieldKind.TextList when named => ColumnForm.Rows,
        FieldKind.Text when named => ColumnForm.Row,
        FieldKind.Money => ColumnForm.Money,
        FieldKind.Integer or FieldKind.Decimal when field.Name.Split('_') is var words && (words.Contains("percent") || words.Contains("probability")) => ColumnForm.Percent,
        FieldKind.Decimal when amounts && !field.Name.Split('_').Intersect(["days", "hours", "quantity", "rate"]).Any() => ColumnForm.Money,
        FieldKind.Integer or FieldKind.Decimal => ColumnForm.Number,
        FieldKind.Date when field.Name == "month" => ColumnForm.Month,
        FieldKind.Choice => ColumnForm.Choice,
        _ => ColumnForm.Plain,
    };
}
