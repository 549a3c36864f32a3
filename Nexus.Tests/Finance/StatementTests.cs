using System.Text.Json.Nodes;

namespace Nexus.Tests.Finance;

/// <summary>The reports, against figures reckoned by hand.</summary>
[TestClass]
public sealed class StatementTests
{
    [TestMethod]
    public async Task Statements_agree_with_each_other_and_lead_to_the_postings()
    {
        await using var books = await FinanceTenant.Create();
        var y = books.Year;
        async Task Post(string on, string debit, string credit, decimal amount) =>
            await books.Done("/api/v1/finance/entries/post", new { posted_on = on, text = $"{debit} by {credit}", lines = new[] { FinanceTenant.Line(debit, debit: amount), FinanceTenant.Line(credit, credit: amount) } });

        await Post($"{y}-01-05", "bank", "opening_balance", 1000);
        await Post($"{y}-01-31", "cash", "revenue", 300);
        await Post($"{y}-02-10", "expense", "bank", 120);
        await Post($"{y}-02-20", "inventory", "bank", 200);
        await Post($"{y}-03-15", "cogs", "inventory", 50);
        await Post($"{y}-03-16", "cash", "revenue", 40);
        await books.Done("/api/v1/finance/entries/post", new { posted_on = $"{y}-03-20", lines = new object[] { new { account = "0400", debit = 90 }, new { role = "bank", credit = 90 } } });
        await books.Done("/api/v1/finance/entries/post", new { posted_on = $"{y}-03-31", lines = new object[] { new { account = "4830", debit = 10 }, new { account = "0400", credit = 10 } } });

        // Days that cut months, and days that don't, come to the same.
        foreach (var (from, to, opening, debit, credit) in new[] { ($"{y}-01-01", $"{y}-12-31", 0m, 340m, 0m), ($"{y}-02-01", $"{y}-03-15", 300m, 0m, 0m), ($"{y}-01-31", $"{y}-03-16", 0m, 340m, 0m), ($"{y}-03-16", $"{y}-03-16", 300m, 40m, 0m) })
        {
            var trial = (await books.Tenant.Read($"/api/v1/finance/reports/trial_balance?from={from}&to={to}")).AsArray();
            var cash = trial.First(r => (string)r!["number"]! == "1000")!;
            Assert.AreEqual((opening, debit, credit, opening + debit - credit), ((decimal)cash["opening"]!, (decimal)cash["debit"]!, (decimal)cash["credit"]!, (decimal)cash["closing"]!), $"{from} to {to}");
            Assert.AreEqual(0m, trial.Sum(r => (decimal)r!["closing"]!));
        }

        var profit = (await books.Tenant.Read($"/api/v1/finance/reports/profit_and_loss?from={y}-01-01&to={y}-12-31")).AsArray();
        Assert.AreEqual(160m, (decimal)profit[^1]!["amount"]!);
        Assert.AreEqual("Result", (string)profit[^1]!["name"]!);

        var sheet = (await books.Tenant.Read($"/api/v1/finance/reports/balance_sheet?on={y}-03-31")).AsArray();
        var sides = sheet.Where(r => r!["section"] is null).ToDictionary(r => (string)r!["side"]!, r => (decimal)r!["amount"]!);
        Assert.AreEqual((1160m, 1160m), (sides["assets"], sides["liabilities_and_equity"]));
        Assert.AreEqual(160m, (decimal)sheet.First(r => (string)r!["name"]! == "Result of open years")!["amount"]!);

        var flow = (await books.Tenant.Read($"/api/v1/finance/reports/cash_flow?from={y}-01-01&to={y}-12-31")).AsArray().Where(r => (bool)r!["is_total"]!).ToDictionary(r => (string)r!["activity"]!, r => (decimal)r!["amount"]!);
        Assert.AreEqual(930m, flow["cash"]);
        Assert.AreEqual(flow["cash"], flow["operating"] + flow["investing"] + flow["financing"]);
        Assert.AreEqual(-90m, flow["investing"]);

        var ledger = (await books.Tenant.Read($"/api/v1/finance/reports/general_ledger?account=1000&from={y}-02-01&to={y}-12-31")).AsArray();
        Assert.AreEqual("Opening balance 300, cash by revenue 340", string.Join(", ", ledger.Select(r => $"{r!["text"]} {r["balance"]}")));
        Assert.AreEqual($"GEN-{y}-000006", (string)ledger[1]!["entry"]!);

        // Closing the year changes neither its result nor the balance.
        var year = (await books.Tenant.Read("/api/v1/finance/fiscal_years"))[0]!;
        await books.Done($"/api/v1/finance/fiscal_years/{year["id"]}/close", new { });
        profit = (await books.Tenant.Read($"/api/v1/finance/reports/profit_and_loss?from={y}-01-01&to={y}-12-31")).AsArray();
        Assert.AreEqual(160m, (decimal)profit[^1]!["amount"]!);
        sheet = (await books.Tenant.Read($"/api/v1/finance/reports/balance_sheet?on={y}-12-31")).AsArray();
        Assert.AreEqual(1160m, (decimal)sheet.First(r => (string)r!["side"]! == "liabilities_and_equity" && r["section"] is null)!["amount"]!);
        Assert.AreEqual(0m, (decimal)sheet.First(r => (string)r!["name"]! == "Result of open years")!["amount"]!);
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task Aging_is_as_it_was_on_the_day()
    {
        await using var books = await FinanceTenant.Create();
        var partner = await InvoiceTests.Partner(books);
        var invoice = await InvoiceTests.Invoice(books, new[] { InvoiceTests.Line(100, null) }, partner, more: new JsonObject { ["due_on"] = $"{books.Year}-04-01" });
        await books.Done("/api/v1/finance/payments/post", InvoiceTests.Payment(partner, 40, $"{books.Year}-05-10", new { invoice_id = (string)invoice["id"]! }));
        async Task<string> On(string day)
        {
            var rows = (await books.Tenant.Read($"/api/v1/finance/reports/aged_receivables?on={books.Year}-{day}")).AsArray();
            return rows.Count == 0 ? "" : string.Join(" ", new[] { "total", "not_due", "days1_to30", "days31_to60", "days61_to90", "over90" }.Select(c => rows[0]![c]!.ToString()));
        }

        Assert.AreEqual("", await On("03-14"));
        Assert.AreEqual("100 100 0 0 0 0", await On("04-01"));
        Assert.AreEqual("100 0 100 0 0 0", await On("05-01"));
        Assert.AreEqual("60 0 0 60 0 0", await On("05-10"));
        Assert.AreEqual("60 0 0 0 60 0", await On("06-15"));
        Assert.AreEqual("60 0 0 0 0 60", await On("08-01"));
    }
}
