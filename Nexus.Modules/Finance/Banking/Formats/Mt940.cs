using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexus.Modules.Finance.Banking.Formats;

/// <summary>MT940, the statement of SWIFT, with the structured text (?20, ?32 …) of German banks.</summary>
internal static partial class Mt940
{
    /// <summary>Characters of a field; what follows is left out.</summary>
    private const int FieldLengthMax = 4_000;

    public static IReadOnlyList<ParsedStatement> Parse(string content)
    {
        var statements = new List<ParsedStatement>();
        var current = new Building();
        foreach (var (tag, value, line) in Fields(content))
        {
            // A new reference begins a new statement.
            if (tag == "20" && current.Any)
            {
                statements.Add(current.Done());
                current = new Building();
            }

            current.Take(tag, value, line);
        }

        if (current.Any)
            statements.Add(current.Done());
        return statements.Count > 0 ? statements : throw StatementText.Bad("not_a_statement", "The file holds no fields of MT940 (:20:, :60F:, :61: …).");
    }

    /// <summary>Fields with their tags; a field goes on until the next one begins.</summary>
    private static IEnumerable<(string Tag, string Value, int Line)> Fields(string content)
    {
        (string Tag, string Value, int Line)? open = null;
        var number = 0;
        foreach (var raw in content.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var line = raw.TrimEnd();
            var match = Field().Match(line);
            if (match.Success)
            {
                if (open is not null)
                    yield return open.Value;
                open = (match.Groups[1].Value, match.Groups[2].Value, number);
            }
            else if (line is "-" or "-}" || line.StartsWith("{", StringComparison.Ordinal))
            {
                if (open is not null)
                    yield return open.Value;
                open = null;
            }
            else if (open is { } going && going.Value.Length < FieldLengthMax)
            {
                open = (going.Tag, going.Value + "\n" + line, going.Line);
            }
        }

        if (open is not null)
            yield return open.Value;
    }

    private sealed class Building
    {
        private readonly List<ParsedLine> _lines = [];
        private string? _account, _number, _currency;
        private decimal? _opening, _closing;

        public bool Any => _opening is not null || _lines.Count > 0;

        public ParsedStatement Done() => new(_number, _account, _currency, _opening, _closing, _lines);

        public void Take(string tag, string value, int line)
        {
            switch (tag)
            {
                case "25":
                    _account = StatementText.Clean(value);
                    break;
                case "28C" or "28":
                    _number = StatementText.Clean(value);
                    break;
                case "60F" or "60M":
                    _opening ??= Balance(value, line);
                    break;
                case "62F" or "62M":
                    _closing = Balance(value, line);
                    break;
                case "61":
                    _lines.Add(Line(value, line));
                    if (_lines.Count > StatementText.LinesMax)
                        throw StatementText.Bad("too_many_lines", $"A file has at most {StatementText.LinesMax} lines.");
                    break;
                case "86" when _lines.Count > 0:
                    _lines[^1] = Describe(_lines[^1], value);
                    break;
            }
        }

        private decimal Balance(string value, int line)
        {
            var match = BalanceForm().Match(value);
            if (!match.Success)
                throw StatementText.Bad("wrong_balance", "A balance isn't written as it must be.", line);
            _currency = StatementText.Currency(match.Groups[3].Value, line);
            return (match.Groups[1].Value == "D" ? -1 : 1) * StatementText.Amount(match.Groups[4].Value, line);
        }

        private ParsedLine Line(string value, int line)
        {
            var match = LineForm().Match(value);
            if (!match.Success)
                throw StatementText.Bad("wrong_line", "A line (:61:) isn't written as it must be.", line);
            var valueOn = StatementText.Day(match.Groups["value"].Value, "yyMMdd", line);
            var side = match.Groups["side"].Value is "C" or "RD" ? 1 : -1;
            return new ParsedLine(BookedOn(valueOn, match.Groups["booked"].Value, line), valueOn, side * StatementText.Amount(match.Groups["amount"].Value, line), _currency ?? throw StatementText.Bad("wrong_currency", "A line comes before the opening balance, which names the currency.", line),
                null, null, match.Groups["reference"].Value is "NONREF" or "" ? null : StatementText.Clean(match.Groups["reference"].Value), null, StatementText.Clean(match.Groups["bank"].Value));
        }

        /// <summary>The booking day has no year: it is in the year that lies next to the value day.</summary>
        private static DateOnly BookedOn(DateOnly valueOn, string monthAndDay, int line)
        {
            if (monthAndDay.Length == 0)
                return valueOn;
            if (!int.TryParse(monthAndDay[..2], CultureInfo.InvariantCulture, out var month) || month is < 1 or > 12 || !int.TryParse(monthAndDay[2..], CultureInfo.InvariantCulture, out var day) || day is < 1 or > 31)
                throw StatementText.Bad("wrong_date", $"'{monthAndDay}' is no day.", line);
            var year = valueOn.Year + (valueOn.Month == 12 && month == 1 ? 1 : valueOn.Month == 1 && month == 12 ? -1 : 0);
            return new DateOnly(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));
        }
    }

    private static ParsedLine Describe(ParsedLine line, string value)
    {
        var text = value.Replace("\n", "");
        var parts = Part().Matches(text).Select(m => (Number: int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), Text: m.Groups[2].Value)).ToArray();
        if (parts.Length == 0)
            return line with { Text = StatementText.Clean(value) };
        var told = string.Concat(parts.Where(p => p.Number is >= 20 and <= 29 or >= 60 and <= 63).Select(p => p.Text));
        var reference = EndToEnd().Match(told) is { Success: true } match ? match.Groups[1].Value : null;
        var purpose = Purpose().Match(told) is { Success: true } svwz ? svwz.Groups[1].Value : told;
        return line with
        {
            Text = StatementText.Clean(purpose),
            Reference = reference is null or "NOTPROVIDED" ? line.Reference : StatementText.Clean(reference),
            CounterpartyIban = StatementText.Iban(parts.FirstOrDefault(p => p.Number == 31).Text),
            Counterparty = StatementText.Clean(string.Concat(parts.Where(p => p.Number is 32 or 33).Select(p => p.Text))),
        };
    }

    [GeneratedRegex(@"^:(\d{2}[A-Z]?):(.*)$")]
    private static partial Regex Field();

    [GeneratedRegex(@"^([CD])(\d{6})([A-Z]{3})([\d,]{1,16})")]
    private static partial Regex BalanceForm();

    [GeneratedRegex(@"^(?<value>\d{6})(?<booked>\d{4})?(?<side>RC|RD|C|D)[A-Z]?(?<amount>[\d,]{1,16})[A-Z][A-Z0-9]{3}(?<reference>[^/\n]{0,35})(?://(?<bank>[^\n]{0,35}))?")]
    private static partial Regex LineForm();

    [GeneratedRegex(@"\?(\d{2})([^?]*)")]
    private static partial Regex Part();

    [GeneratedRegex(@"EREF\+(.*?)(?=(?:KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE)\+|$)")]
    private static partial Regex EndToEnd();

    [GeneratedRegex(@"SVWZ\+(.*?)(?=(?:EREF|KREF|MREF|CRED|DEBT|ABWA|ABWE)\+|$)")]
    private static partial Regex Purpose();
}
