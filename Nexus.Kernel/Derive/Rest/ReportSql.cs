using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>A report's query with its rows shaped by its columns.</summary>
internal static class ReportSql
{
    /// <summary>One text: the list of rows as JSON.</summary>
    public static Sql Json(Sql rows, IReadOnlyList<Field> columns) =>
        $"select coalesce(json_agg(\"#\")::text, '[]') from (select {Sql.Raw(string.Join(", ", columns.Select(c => $"{FieldSql.Shown(c, "r")} as {Sql.Quote(c.Name)}")))} from ({rows}) r limit {ReadLimits.ReportRowsMax}) \"#\"";

    /// <summary>Rows of texts.</summary>
    public static Sql Table(Sql rows, IReadOnlyList<Field> columns) =>
        $"select {Sql.Join(", ", TextColumns(columns).Select(c => c.Sql))} from ({rows}) r limit {ReadLimits.ReportRowsMax}";

    public static IEnumerable<TextColumn> TextColumns(IReadOnlyList<Field> columns) => columns.SelectMany(c => TextColumn.Of(c, "r", null));
}
