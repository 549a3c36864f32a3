namespace Nexus.Modules.Finance.Banking.Formats;

/// <summary>OFX: version 1 (SGML, whose values have no end tags) and version 2 (XML) alike, read tag by tag. There are no entities but the five of XML, so none can grow.</summary>
internal static class Ofx
{
    public static IReadOnlyList<ParsedStatement> Parse(string content)
    {
        var at = content.IndexOf("<OFX>", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            throw StatementText.Bad("not_a_statement", "The file holds no <OFX>.");
        if (content.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || content.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase))
            throw StatementText.Bad("dtd_not_allowed", "A statement has no document type declaration.");

        var statements = new List<ParsedStatement>();
        var (account, currency, closing) = ((string?)null, (string?)null, (decimal?)null);
        var lines = new List<ParsedLine>();
        Dictionary<string, string>? transaction = null;
        var inBalance = false;
        var inStatement = false;
        foreach (var (tag, value) in Tags(content, at))
        {
            switch (tag)
            {
                case "STMTRS" or "CCSTMTRS":
                    (account, currency, closing, inStatement) = (null, null, null, true);
                    lines = [];
                    break;
                case "/STMTRS" or "/CCSTMTRS" when inStatement:
                    statements.Add(new ParsedStatement(null, account, currency, null, closing, lines));
                    inStatement = false;
                    break;
                case "CURDEF":
                    currency = StatementText.Currency(value);
                    break;
                case "ACCTID" when transaction is null && inStatement:
                    account = StatementText.Clean(value);
                    break;
                case "LEDGERBAL" or "/LEDGERBAL":
                    inBalance = tag == "LEDGERBAL";
                    break;
                case "BALAMT" when inBalance:
                    closing = StatementText.Amount(value);
                    break;
                case "STMTTRN":
                    transaction = [];
                    break;
                case "/STMTTRN" when transaction is not null:
                    lines.Add(Line(transaction, currency));
                    transaction = null;
                    if (lines.Count > StatementText.LinesMax)
                        throw StatementText.Bad("too_many_lines", $"A file has at most {StatementText.LinesMax} lines.");
                    break;
                default:
                    transaction?.TryAdd(tag, value);
                    break;
            }
        }

        return statements.Count > 0 ? statements : throw StatementText.Bad("not_a_statement", "The file holds no statement (STMTRS).");
    }

    private static ParsedLine Line(Dictionary<string, string> t, string? currency)
    {
        var posted = t.GetValueOrDefault("DTPOSTED");
        var day = StatementText.Day(posted is { Length: > 8 } ? posted[..8] : posted, "yyyyMMdd");
        var text = string.Join(' ', new[] { t.GetValueOrDefault("MEMO"), t.GetValueOrDefault("CHECKNUM") }.Where(p => !string.IsNullOrWhiteSpace(p)));
        return new ParsedLine(day, null, StatementText.Amount(t.GetValueOrDefault("TRNAMT")), StatementText.Currency(t.GetValueOrDefault("CURSYM") ?? currency),
            StatementText.Clean(t.GetValueOrDefault("NAME")), StatementText.Iban(t.GetValueOrDefault("ACCTID")), StatementText.Clean(t.GetValueOrDefault("REFNUM")), StatementText.Clean(text), StatementText.Clean(t.GetValueOrDefault("FITID")));
    }

    /// <summary>Each tag with the text up to the next one.</summary>
    private static IEnumerable<(string Tag, string Value)> Tags(string content, int at)
    {
        while (at < content.Length && content.IndexOf('<', at) is >= 0 and var open)
        {
            var close = content.IndexOf('>', open);
            if (close < 0)
                throw StatementText.Bad("not_ofx", "A tag has no end.");
            var next = content.IndexOf('<', close);
            var value = content[(close + 1)..(next < 0 ? content.Length : next)].Trim();
            yield return (content[(open + 1)..close].Trim().ToUpperInvariant(), Plain(value));
            at = next < 0 ? content.Length : next;
        }
    }

    private static string Plain(string value) => value.Contains('&')
        ? value.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&apos;", "'").Replace("&amp;", "&")
        : value;
}
