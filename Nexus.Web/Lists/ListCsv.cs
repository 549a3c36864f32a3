using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Web.Frame;

namespace Nexus.Web.Lists;

/// <summary>A list as a table of text: its columns, its filters, its order, all of its rows, sent as they are read.</summary>
public sealed class ListCsv(ListReader reader, NexusModel model, Labels labels)
{
    /// <summary>Rows of an export at most.</summary>
    public const int RowsMax = 1_000_000;

    private const int PageRows = 1_000;

    public async Task Write(ListState state, Looker who, HttpResponse response, CancellationToken ct)
    {
        response.ContentType = CsvTable.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{state.Resource.Plural}-{who.Now:yyyy-MM-dd}.csv\"";
        response.Headers.CacheControl = "no-store";
        var table = new CsvTable().Header(state.Columns.SelectMany(f => f.Kind is FieldKind.Money ? [Label(state, f), $"{Label(state, f)} ({labels.Word("currency")})"] : new[] { Label(state, f) }));
        // Spreadsheets take a file for UTF-8 by its mark.
        await response.Body.WriteAsync("\ufeff"u8.ToArray(), ct);
        for (var written = 0; written < RowsMax; written += PageRows)
        {
            var page = await reader.Page(state, who, PageRows, ct);
            foreach (var row in page.Rows)
            {
                foreach (var field in state.Columns)
                    Cells(table, state, field, row, who);
                table.EndRow();
            }

            await response.Body.WriteAsync(table.Bytes, ct);
            if (page.Next is null)
                return;
            table = new CsvTable();
            state = state with { After = page.Next };
        }
    }

    private string Label(ListState state, Field field) => labels.Of(state.Resource, field);

    private void Cells(CsvTable table, ListState state, Field field, JsonObject row, Looker who)
    {
        var value = row[field.Name];
        if (field.Kind is FieldKind.Money)
        {
            table.Cell(value?["amount"]?.ToJsonString(), isText: false);
            table.Cell(value?["currency"]?.ToString(), isText: false);
        }
        else if (field.References is not null)
        {
            table.Cell(RowTitle.NameOf(field, row, model) ?? value?.ToString(), isText: true);
        }
        else
        {
            var isText = field.Kind is not (FieldKind.Integer or FieldKind.Decimal or FieldKind.Date or FieldKind.Instant or FieldKind.Boolean);
            table.Cell(Text(state, field, value, who), isText);
        }
    }

    private string? Text(ListState state, Field field, JsonNode? value, Looker who) => value switch
    {
        null => null,
        _ when field.Kind is FieldKind.Choice => labels.Choice(state.Resource.FullName, field, value.ToString()),
        _ when field.Kind is FieldKind.Instant && DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var instant) =>
            TimeZoneInfo.ConvertTime(instant, who.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        JsonArray list => string.Join(", ", list.Select(i => i?.ToString())),
        JsonObject json => json.ToJsonString(),
        _ => value.ToString(),
    };
}
