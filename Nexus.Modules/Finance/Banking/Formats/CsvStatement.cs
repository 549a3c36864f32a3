using System.Text;

namespace Nexus.Modules.Finance.Banking.Formats;

/// <summary>A CSV file of a bank's web site: its first line with known names is the head, whatever stands before it.</summary>
internal static class CsvStatement
{
    private static readonly Dictionary<string, string[]> Names = new()
    {
        ["booked"] = ["date", "booking date", "booked on", "posting date", "transaction date", "buchungstag", "buchungsdatum", "buchung", "datum", "completed date"],
        ["value"] = ["value date", "wertstellung", "valuta", "valutadatum", "wertstellungsdatum"],
        ["amount"] = ["amount", "betrag", "umsatz", "betrag (eur)", "betrag (€)", "amount (eur)"],
        ["debit"] = ["debit", "soll", "withdrawal", "paid out", "money out", "belastung"],
        ["credit"] = ["credit", "haben", "deposit", "paid in", "money in", "gutschrift"],
        ["currency"] = ["currency", "währung", "waehrung", "ccy"],
        ["party"] = ["name", "payee", "counterparty", "beguenstigter/zahlungspflichtiger", "begünstigter/zahlungspflichtiger", "auftraggeber/empfänger", "auftraggeber / begünstigter", "name zahlungsbeteiligter", "empfänger", "partner name", "zahlungsempfänger*in", "merchant"],
        ["iban"] = ["iban", "counterparty iban", "kontonummer/iban", "iban zahlungsbeteiligter", "partner iban", "kontonummer"],
        ["text"] = ["description", "text", "memo", "details", "verwendungszweck", "reference", "payment reference", "buchungstext"],
        ["reference"] = ["end to end", "end-to-end", "end to end id", "kundenreferenz (end-to-end)", "kundenreferenz", "transaction id", "id"],
    };

    private static readonly string[] DayForms = ["yyyy-MM-dd", "dd.MM.yyyy", "dd.MM.yy", "yyyy/MM/dd", "yyyyMMdd", "dd-MM-yyyy"];

    /// <param name="currency">Of lines that name none.</param>
    /// <param name="dayForm">Where the file writes days in another way, such as <c>MM/dd/yyyy</c>.</param>
    public static IReadOnlyList<ParsedStatement> Parse(string content, string currency, string? dayForm)
    {
        var rows = Rows(content.TrimStart('\ufeff')).ToArray();
        var head = Array.FindIndex(rows, r => Columns(r.Cells) is { } c && c.ContainsKey("booked") && (c.ContainsKey("amount") || c.ContainsKey("debit") && c.ContainsKey("credit")));
        if (head < 0)
            throw StatementText.Bad("not_a_statement", "No line names a column of days (date, Buchungstag …) and one of amounts (amount, Betrag …).");
        var columns = Columns(rows[head].Cells)!;
        var lines = rows.Skip(head + 1).Where(r => r.Cells.Any(c => c.Trim().Length > 0)).Select(r => Line(r.Cells, r.Line, columns, currency, dayForm)).ToArray();
        return [new ParsedStatement(null, null, lines.FirstOrDefault()?.Currency, null, null, lines)];
    }

    private static Dictionary<string, int>? Columns(string[] cells)
    {
        var columns = new Dictionary<string, int>();
        for (var i = 0; i < cells.Length; i++)
        {
            var name = cells[i].Trim().ToLowerInvariant();
            if (Names.FirstOrDefault(n => n.Value.Contains(name)).Key is { } known)
                columns.TryAdd(known, i);
        }

        return columns.Count == 0 ? null : columns;
    }

    private static ParsedLine Line(string[] cells, int line, Dictionary<string, int> columns, string currency, string? dayForm)
    {
        string? Cell(string name) => columns.TryGetValue(name, out var at) && at < cells.Length && cells[at].Trim() is { Length: > 0 } text ? text : null;
        var its = Cell("currency") is { } named ? StatementText.Currency(named, line) : currency;
        var amount = Cell("amount") is { } signed ? Amount(signed, its, line)
            : Math.Abs(Cell("credit") is { } credit ? Amount(credit, its, line) : 0) - Math.Abs(Cell("debit") is { } debit ? Amount(debit, its, line) : 0);
        return new ParsedLine(Day(Cell("booked"), line, dayForm), Cell("value") is { } value ? Day(value, line, dayForm) : null, amount, its,
            StatementText.Clean(Cell("party")), StatementText.Iban(Cell("iban")), StatementText.Clean(Cell("reference")), StatementText.Clean(Cell("text")), null);
    }

    /// <summary>People's files group thousands: a single mark with three digits behind it is one, unless the currency has three decimals.</summary>
    private static decimal Amount(string text, string currency, int line)
    {
        var at = text.LastIndexOfAny([',', '.']);
        var groups = at > 0 && text.IndexOfAny([',', '.']) == at && text[(at + 1)..].TrimEnd().Length == 3 && Currencies.CurrencyUnits.Decimals(currency) != 3;
        return StatementText.Amount(groups ? text.Remove(at, 1) : text, line);
    }

    private static DateOnly Day(string? text, int line, string? dayForm)
    {
        var day = text?.Split('T', ' ')[0];
        if (dayForm is not null)
            return StatementText.Day(day, dayForm, line);
        foreach (var form in DayForms)
        {
            if (DateOnly.TryParseExact(day, form, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var found))
                return found;
        }

        throw StatementText.Bad("wrong_date", "The day isn't written in a way that is certain. Name it by day_format, such as MM/dd/yyyy.", line);
    }

    /// <summary>RFC 4180, with the separator that the file has most of.</summary>
    private static IEnumerable<(string[] Cells, int Line)> Rows(string content)
    {
        var separator = new[] { ';', ',', '\t' }.MaxBy(s => content.Take(4_000).Count(c => c == s));
        var (cells, cell, quoted, line, begun) = (new List<string>(), new StringBuilder(), false, 1, 1);
        for (var i = 0; i < content.Length; i++)
        {
            var c = content[i];
            if (c == '\n')
                line++;
            if (quoted && c == '"' && i + 1 < content.Length && content[i + 1] == '"')
                cell.Append(content[++i]);
            else if (c == '"' && (quoted || cell.Length == 0))
                quoted = !quoted;
            else if (!quoted && c == separator)
                Cell();
            else if (!quoted && c is '\n')
            {
                Cell();
                yield return ([.. cells], begun);
                cells.Clear();
                begun = line;
                if (line > StatementText.LinesMax + 100)
                    throw StatementText.Bad("too_many_lines", $"A file has at most {StatementText.LinesMax} lines.");
            }
            else if (quoted || c != '\r')
                cell.Append(c);
        }

        if (quoted)
            throw StatementText.Bad("open_quote", "A quotation mark isn't closed.", begun);
        if (cell.Length > 0 || cells.Count > 0)
        {
            Cell();
            yield return ([.. cells], begun);
        }

        void Cell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
