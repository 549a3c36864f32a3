using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Nexus.Modules.Finance.Banking.Formats;

/// <summary>CAMT.053, the statement of ISO 20022, in all its versions: names count, not namespaces.</summary>
internal static class Camt053
{
    /// <summary>Elements within each other.</summary>
    private const int DepthMax = 64;

    public static IReadOnlyList<ParsedStatement> Parse(string content)
    {
        var statements = Load(content).Descendants().Where(e => e.Name.LocalName is "Stmt" or "Rpt").ToArray();
        if (statements.Length == 0)
            throw StatementText.Bad("not_a_statement", "The XML holds no statement (Stmt).");
        return [.. statements.Select(Statement)];
    }

    /// <summary>Nothing outside the file is read, and no entity is declared: what would use them is refused.</summary>
    private static XDocument Load(string content)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(content.TrimStart('\ufeff', ' ', '\r', '\n', '\t')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = StatementText.LengthMax, MaxCharactersFromEntities = 1024 });
            CheckDepth(content);
            return XDocument.Load(reader);
        }
        catch (XmlException e)
        {
            throw StatementText.Bad(e.Message.Contains("DTD", StringComparison.Ordinal) ? "dtd_not_allowed" : "not_xml", e.Message.Contains("DTD", StringComparison.Ordinal) ? "A statement has no document type declaration." : FormattableString.Invariant($"The XML breaks at line {e.LineNumber}."));
        }
    }

    /// <summary>Before a tree is made of it: one too deep would end the process.</summary>
    private static void CheckDepth(string content)
    {
        using var reader = XmlReader.Create(new StringReader(content.TrimStart('\ufeff', ' ', '\r', '\n', '\t')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = StatementText.LengthMax });
        while (reader.Read())
        {
            if (reader.Depth > DepthMax)
                throw StatementText.Bad("too_deep", $"The XML has more than {DepthMax} elements within each other.");
        }
    }

    private static ParsedStatement Statement(XElement stmt)
    {
        var account = Find(stmt, "Acct");
        var currency = Text(account, "Ccy") ?? stmt.Descendants().FirstOrDefault(e => e.Name.LocalName == "Amt")?.Attribute("Ccy")?.Value;
        return new ParsedStatement(
            StatementText.Clean(Text(stmt, "Id")),
            StatementText.Clean(Text(account, "Id", "IBAN") ?? Text(account, "Id", "Othr", "Id")),
            currency is null ? null : StatementText.Currency(currency),
            Balance(stmt, "OPBD") ?? Balance(stmt, "PRCD"),
            Balance(stmt, "CLBD"),
            [.. All(stmt, "Ntry").SelectMany(n => Lines(n))]);
    }

    private static decimal? Balance(XElement stmt, string code)
    {
        var balance = All(stmt, "Bal").FirstOrDefault(b => Text(b, "Tp", "CdOrPrtry", "Cd") == code);
        return balance is null ? null : Signed(balance, StatementText.Amount(Text(balance, "Amt")));
    }

    private static IEnumerable<ParsedLine> Lines(XElement entry)
    {
        // What is only announced is no part of the account yet.
        if ((Text(entry, "Sts", "Cd") ?? Text(entry, "Sts")) is "PDNG" or "INFO")
            yield break;
        var currency = StatementText.Currency(Find(entry, "Amt")?.Attribute("Ccy")?.Value);
        var amount = Signed(entry, StatementText.Amount(Text(entry, "Amt")));
        var booked = Day(Find(entry, "BookgDt")) ?? Day(Find(entry, "ValDt")) ?? throw StatementText.Bad("wrong_date", "An entry has no day.");
        var value = Day(Find(entry, "ValDt"));
        var bankReference = StatementText.Clean(Text(entry, "AcctSvcrRef"));
        var details = All(entry, "NtryDtls").SelectMany(d => All(d, "TxDtls")).ToArray();
        var parts = details.Select(d => Text(d, "AmtDtls", "TxAmt", "Amt") ?? Text(d, "Amt")).ToArray();
        // A collective entry is told apart where its parts make up the whole.
        if (details.Length > 1 && parts.All(p => StatementText.TryAmount(p, out _)) && parts.Sum(p => StatementText.Amount(p)) == Math.Abs(amount))
        {
            for (var i = 0; i < details.Length; i++)
                yield return Line(details[i], Math.Sign(amount) * StatementText.Amount(parts[i]), StatementText.Clean(Text(details[i], "Refs", "AcctSvcrRef")) ?? $"{bankReference}/{i + 1}");
        }
        else
        {
            yield return Line(details.FirstOrDefault(), amount, bankReference);
        }

        ParsedLine Line(XElement? detail, decimal part, string? reference)
        {
            // Who paid stands as the debtor of what came in, who was paid as the creditor of what went out.
            var (party, account) = part >= 0 ? ("Dbtr", "DbtrAcct") : ("Cdtr", "CdtrAcct");
            var parties = Find(detail, "RltdPties");
            var endToEnd = Text(detail, "Refs", "EndToEndId");
            var texts = All(Find(detail, "RmtInf"), "Ustrd").Select(u => u.Value).Append(Text(detail, "RmtInf", "Strd", "CdtrRefInf", "Ref")).Append(detail is null ? Text(entry, "AddtlNtryInf") : null);
            return new ParsedLine(booked, value, part, currency,
                StatementText.Clean(Text(parties, party, "Nm") ?? Text(parties, party, "Pty", "Nm")),
                StatementText.Iban(Text(parties, account, "Id", "IBAN")),
                endToEnd is "NOTPROVIDED" ? null : StatementText.Clean(endToEnd),
                StatementText.Clean(string.Join(' ', texts.OfType<string>())),
                reference);
        }
    }

    /// <summary>Debits are negative; a reversal's indicator tells its own side already.</summary>
    private static decimal Signed(XElement of, decimal amount) => Text(of, "CdtDbtInd") switch
    {
        "CRDT" => amount,
        "DBIT" => -amount,
        _ => throw StatementText.Bad("wrong_side", "An amount is neither a credit nor a debit (CdtDbtInd)."),
    };

    private static DateOnly? Day(XElement? of) => of is null ? null
        : Text(of, "Dt") is { } day ? StatementText.Day(day.Length > 10 ? day[..10] : day, "yyyy-MM-dd")
        : Text(of, "DtTm") is { Length: >= 10 } time ? StatementText.Day(time[..10], "yyyy-MM-dd") : null;

    private static IEnumerable<XElement> All(XElement? of, string name) => of?.Elements().Where(e => e.Name.LocalName == name) ?? [];

    private static XElement? Find(XElement? of, string name) => All(of, name).FirstOrDefault();

    private static string? Text(XElement? of, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            of = Find(of, name);
        return of is null || string.IsNullOrWhiteSpace(of.Value) ? null : of.Value.Trim();
    }
}
