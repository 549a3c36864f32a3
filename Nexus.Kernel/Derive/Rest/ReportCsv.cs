using System.Text.Json;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>A report's rows as CSV: a column each, money in two.</summary>
public static class ReportCsv
{
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> rows, IReadOnlyList<Field> columns)
    {
        var table = new CsvTable().Header(columns.SelectMany(c => c.Columns));
        using var json = JsonDocument.Parse(rows);
        foreach (var row in json.RootElement.EnumerateArray())
        {
            foreach (var column in columns)
                Cells(table, column, row.GetProperty(column.Name));
            table.EndRow();
        }

        return table.Bytes;
    }

    private static void Cells(CsvTable table, Field column, JsonElement value)
    {
        if (column.Kind is FieldKind.Money)
        {
            var none = value.ValueKind is JsonValueKind.Null;
            table.Cell(none ? null : value.GetProperty("amount").GetRawText(), isText: false);
            table.Cell(none ? null : value.GetProperty("currency").GetString(), isText: false);
            return;
        }

        table.Cell(
            value.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => value.GetString(), _ => value.GetRawText() },
            column.Kind is FieldKind.Text or FieldKind.TextList or FieldKind.Json);
    }
}
