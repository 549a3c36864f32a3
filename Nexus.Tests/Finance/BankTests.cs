using System.Text.Json.Nodes;
using Nexus.Kernel.Run;
using Nexus.Modules.Finance.Banking.Formats;

namespace Nexus.Tests.Finance;

/// <summary>Bank statements: what files hold, what hostile ones don't get, and how lines find what they pay.</summary>
[TestClass]
public sealed class BankTests
{
    private const string Mt = """
        {1:F01BANKDEFFXXXX}{4:
        :20:STARTUMS
        :25:10020030/1234567
        :28C:00001/001
        :60F:C260301EUR1000,00
        :61:2603020302CR119,00N062NONREF//BANK-1
        :86:166?00SEPA-GUTSCHRIFT?20EREF+E2E-7?21SVWZ+Rechnung INV-{year}-0?2200001 vielen Dank?30BYLADEM1001?31DE02120300000000202051?32Ada Love?33lace
        :61:2603030303D9,90N005NONREF
        :86:Kontoführung
        :62F:C260303EUR1109,10
        -}
        """;

    private const string Camt = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S-1</Id>
        <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Bal>
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
        <Ntry><Amt Ccy="EUR">150.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>B1</AcctSvcrRef>
          <NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">100.00</Amt><RltdPties><Dbtr><Pty><Nm>Ada</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>INV-1</Ustrd></RmtInf></TxDtls>
          <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">50.00</Amt></TxDtls></NtryDtls></Ntry>
        <Ntry><Amt Ccy="EUR">999.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt></Ntry>
        </Stmt></BkToCstmrStmt></Document>
        """;

    private const string OfxSgml = """
        OFXHEADER:100
        DATA:OFXSGML

        <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>999<ACCTTYPE>CHECKING</BANKACCTFROM>
        <BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260305120000[-5:EST]<TRNAMT>-12.50<FITID>F1<NAME>Shop &amp; Co<MEMO>Paper</STMTTRN>
        <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260306<TRNAMT>100<FITID>F2<NAME>Ada</STMTTRN></BANKTRANLIST>
        <LEDGERBAL><BALAMT>87.50<DTASOF>20260306</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
        """;

    [TestMethod]
    public void Each_format_is_read()
    {
        var mt = Mt940.Parse(Mt.Replace("{year}", "2026", StringComparison.Ordinal))[0];
        Assert.AreEqual((1000m, 1109.10m, 2), (mt.Opening!.Value, mt.Closing!.Value, mt.Lines.Count));
        Assert.AreEqual(new ParsedLine(new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 2), 119, "EUR", "Ada Lovelace", "DE02120300000000202051", "E2E-7", "Rechnung INV-2026-000001 vielen Dank", "BANK-1"), mt.Lines[0]);
        Assert.AreEqual(-9.9m, mt.Lines[1].Amount);

        var camt = Camt053.Parse(Camt)[0];
        Assert.AreEqual((-100m, 50m, 2), (camt.Opening!.Value, camt.Closing!.Value, camt.Lines.Count));
        Assert.AreEqual(new ParsedLine(new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 2), 100, "EUR", "Ada", "DE02120300000000202051", "E1", "INV-1", "B1/1"), camt.Lines[0]);

        var ofx = Ofx.Parse(OfxSgml)[0];
        Assert.AreEqual(("999", "USD", 87.5m), (ofx.Account, ofx.Currency, ofx.Closing!.Value));
        Assert.AreEqual(new ParsedLine(new DateOnly(2026, 3, 5), null, -12.5m, "USD", "Shop & Co", null, null, "Paper", "F1"), ofx.Lines[0]);

        var german = CsvStatement.Parse("Konto;DE1\n\nBuchungstag;Wertstellung;Auftraggeber/Empfänger;Verwendungszweck;Betrag;Währung\n02.03.2026;03.03.2026;\"Ada; Co\";\"Sagt \"\"ja\"\"\";-1.234,56;EUR\n", "EUR", null)[0];
        Assert.AreEqual(new ParsedLine(new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 3), -1234.56m, "EUR", "Ada; Co", null, null, "Sagt \"ja\"", null), german.Lines[0]);
        var english = CsvStatement.Parse("Date,Description,Paid out,Paid in\n03/04/2026,Rent,\"1,200\",\n03/05/2026,Sale,,20.50\n", "GBP", "MM/dd/yyyy")[0];
        Assert.AreEqual("-1200 20.50", string.Join(" ", english.Lines.Select(l => l.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    [TestMethod]
    [DataRow("not_a_statement", "hello")]
    [DataRow("not_a_statement", "")]
    [DataRow("not_a_statement", "<OFX></OFX>")]
    [DataRow("not_a_statement", "<Document/>")]
    [DataRow("not_xml", "<Document><Stmt>")]
    [DataRow("dtd_not_allowed", "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Document><Stmt><Id>&x;</Id></Stmt></Document>")]
    [DataRow("dtd_not_allowed", "<!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><Document><Stmt><Id>&c;</Id></Stmt></Document>")]
    [DataRow("dtd_not_allowed", "<!DOCTYPE x SYSTEM \"http://127.0.0.1/x\"><OFX><STMTRS></STMTRS></OFX>")]
    [DataRow("not_ofx", "<OFX><STMTRS><CURDEF")]
    [DataRow("wrong_currency", "<OFX><STMTRS><CURDEF>XXQ</STMTRS></OFX>")]
    [DataRow("wrong_date", "<OFX><STMTRS><CURDEF>EUR<STMTTRN><DTPOSTED>2026<TRNAMT>1</STMTTRN></STMTRS></OFX>")]
    [DataRow("wrong_amount", "<OFX><STMTRS><CURDEF>EUR<STMTTRN><DTPOSTED>20260101<TRNAMT>1e9</STMTTRN></STMTRS></OFX>")]
    [DataRow("wrong_balance", ":20:X\n:60F:nonsense\n")]
    [DataRow("wrong_line", ":20:X\n:60F:C260301EUR1,00\n:61:nonsense\n")]
    [DataRow("wrong_date", ":20:X\n:60F:C260301EUR1,00\n:61:269930C1,00NTRFX\n")]
    [DataRow("open_quote", "date,amount\n2026-01-01,\"1\n")]
    [DataRow("wrong_date", "date,amount\n01/02/2026,1\n")]
    [DataRow("wrong_amount", "date,amount\n2026-01-01,one\n")]
    [DataRow("wrong_amount", "date,amount\n2026-01-01,99999999999999999999999999999\n")]
    public void A_bad_file_is_refused_with_its_reason(string code, string content)
    {
        var fault = Assert.ThrowsExactly<Fault>(() => _ = content.Contains("<OFX>", StringComparison.Ordinal) ? Ofx.Parse(content) : content.StartsWith('<') ? Camt053.Parse(content) : content.StartsWith(":20:", StringComparison.Ordinal) ? Mt940.Parse(content) : CsvStatement.Parse(content, "EUR", null));
        Assert.AreEqual(code, fault.Fields[0].Code);
    }

    [TestMethod]
    public void Junk_of_any_kind_is_refused_and_quickly()
    {
        var random = new Random(7);
        foreach (var content in new[]
        {
            string.Concat(Enumerable.Repeat("<a>", 100_000)), new string('"', 100_001), string.Concat(Enumerable.Repeat(":20:\n", 50_000)), ":20:X\n:60F:C260301EUR1,00\n:61:2603020302C1,00NTRFX\n:86:" + string.Concat(Enumerable.Repeat("x\n", 500_000)),
            "<OFX>" + string.Concat(Enumerable.Repeat("<STMTRS><STMTTRN>", 50_000)), string.Concat(Enumerable.Range(0, 200_000).Select(_ => (char)random.Next(32, 0x2fff))),
        })
        {
            foreach (var parse in new Func<string, object>[] { Camt053.Parse, Mt940.Parse, Ofx.Parse, c => CsvStatement.Parse(c, "EUR", null) })
            {
                var started = TimeProvider.System.GetTimestamp();
                try
                {
                    parse(content);
                }
                catch (Fault fault)
                {
                    Assert.AreEqual(422, fault.Status);
                }

                Assert.IsLessThan(TimeSpan.FromSeconds(10), TimeProvider.System.GetElapsedTime(started));
            }
        }
    }

    [TestMethod]
    public async Task Lines_find_their_invoices_by_number_amount_and_payer_and_rules_post_the_rest()
    {
        await using var books = await FinanceTenant.Create();
        var partner = await InvoiceTests.Partner(books, "Ada Lovelace");
        await books.Tenant.Send(HttpMethod.Patch, $"/api/v1/finance/partners/{partner}", new { iban = "DE02120300000000202051" });
        var invoice = await InvoiceTests.Invoice(books, new[] { InvoiceTests.Line(100, "DE-S") }, partner, more: new JsonObject { ["issued_on"] = $"{books.Year}-03-01" });
        // The same amount, but another customer.
        await InvoiceTests.Invoice(books, new[] { InvoiceTests.Line(100, "DE-S") }, more: new JsonObject { ["issued_on"] = $"{books.Year}-03-01" });
        var fees = (await books.Tenant.Read("/api/v1/finance/accounts?role=eq.payment_fees"))[0]!;
        await books.Tenant.Create("/api/v1/finance/bank_rules", new { name = "Fees", contains = "kontoführung", direction = "out", account_id = (string)fees["id"]! });

        var year = books.Year.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var content = Mt.Replace("{year}", year, StringComparison.Ordinal).Replace("C26", "C" + year[2..], StringComparison.Ordinal).Replace(":61:26", ":61:" + year[2..], StringComparison.Ordinal);
        var statement = await books.Done("/api/v1/finance/bank_statements/load", new { journal = "bank", content });
        Assert.AreEqual(2, (int)statement["lines"]!);
        Assert.AreEqual("nothing_new", await books.Refused("/api/v1/finance/bank_statements/load", new { journal = "bank", content }));
        Assert.AreEqual("balances_disagree", await books.Refused("/api/v1/finance/bank_statements/load", new { journal = "bank", content = content.Replace("1109,10", "1109,11", StringComparison.Ordinal) }));

        var suggestions = (await books.Tenant.Read($"/api/v1/finance/reports/bank_suggestions?bank_statement_id={statement["id"]}")).AsArray();
        Assert.AreEqual($"{invoice["number"]} 100 number, amount, account, name", $"{suggestions[0]!["number"]} {suggestions[0]!["score"]} {suggestions[0]!["reasons"]}");
        var done = await books.Done($"/api/v1/finance/bank_statements/{statement["id"]}/reconcile", new { });
        Assert.AreEqual("1 1 0", $"{done["by_rule"]} {done["by_item"]} {done["open"]}");
        Assert.AreEqual("settled 0", await InvoiceTests.Left(books, invoice));
        Assert.AreEqual(9.9m, await InvoiceTests.Balance(books, "payment_fees"));
        var line = (await books.Tenant.Read("/api/v1/finance/bank_lines?order=position"))[0]!;
        Assert.AreEqual("not_open", await books.Refused($"/api/v1/finance/bank_lines/{line["id"]}/match", new { partner_id = partner }));
        Assert.AreEqual("still_posted", await books.Refused($"/api/v1/finance/bank_lines/{line["id"]}/reopen", new { }));
        await books.Done($"/api/v1/finance/payments/{line["payment_id"]}/reverse", new { on = $"{books.Year}-04-01" });
        await books.Done($"/api/v1/finance/bank_lines/{line["id"]}/reopen", new { });
        await books.Done($"/api/v1/finance/bank_lines/{line["id"]}/post", new { role = "suspense" });
        await InvoiceTests.AssertAllHolds(books);
    }

    [TestMethod]
    public async Task Customers_are_reminded_by_levels_and_pay_for_it()
    {
        await using var books = await FinanceTenant.Create();
        var partner = await InvoiceTests.Partner(books);
        await InvoiceTests.Invoice(books, new[] { InvoiceTests.Line(100, null) }, partner, more: new JsonObject { ["due_on"] = $"{books.Year}-04-01" });
        async Task<string> Remind(string day)
        {
            var response = await books.Tenant.Post("/api/v1/finance/dunning_notices/run", new { on = $"{books.Year}-{day}", charge_fees = true });
            if (!response.IsSuccessStatusCode)
                return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!;
            var notice = (await books.Tenant.Read("/api/v1/finance/dunning_notices?order=created_at.desc&limit=1"))[0]!;
            return $"level {notice["level"]}, {notice["total"]!["amount"]} + {notice["fee"]}";
        }

        Assert.AreEqual("nothing_to_remind", await Remind("04-07"));
        Assert.AreEqual("level 1, 100 + 0", await Remind("04-08"));
        Assert.AreEqual("nothing_to_remind", await Remind("04-20"));
        Assert.AreEqual("level 2, 100 + 5", await Remind("04-22"));
        await books.Tenant.Send(HttpMethod.Patch, $"/api/v1/finance/partners/{partner}", new { no_dunning_until = $"{books.Year}-12-31" });
        Assert.AreEqual("nothing_to_remind", await Remind("06-01"));
        Assert.AreEqual(-5m, await InvoiceTests.Balance(books, "dunning_fees"));
        await InvoiceTests.AssertAllHolds(books);
    }
}
