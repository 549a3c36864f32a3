using Nexus.Tests.Installation;

namespace Nexus.Tests.Finance;

/// <summary>Posting over HTTP: numbers, reversals, periods, years, currencies.</summary>
[TestClass]
public sealed class LedgerTests
{
    [TestMethod]
    public async Task Entries_have_numbers_without_gaps_and_are_read_with_their_lines()
    {
        await using var books = await FinanceTenant.Create();
        var first = await books.Sale(100);
        Assert.AreEqual($"GEN-{books.Year}-000001", (string)first["number"]!);
        Assert.AreEqual("not_balanced", await books.Refused("/api/v1/finance/entries/post", new { lines = new[] { FinanceTenant.Line("cash", debit: 1), FinanceTenant.Line("revenue", credit: 2) } }));
        var second = await books.Sale(50);
        Assert.AreEqual($"GEN-{books.Year}-000002", (string)second["number"]!);

        var lines = await books.Tenant.Read($"/api/v1/finance/entry_lines?entry_id=eq.{second["id"]}&select=debit,credit,account(number,role)&order=position");
        Assert.AreEqual("cash", (string)lines[0]!["account"]!["role"]!);
        Assert.AreEqual(50m, (decimal)lines[0]!["debit"]!);
        Assert.AreEqual(50m, (decimal)lines[1]!["credit"]!);
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task An_entry_is_told_of_by_one_event_and_one_audit_entry_that_hold_its_lines()
    {
        await using var books = await FinanceTenant.Create();
        var entry = await books.Sale(100);
        Assert.AreEqual(1L, await books.Tenant.Scalar<long>($"select count(*) from nexus.events where tenant_id = {{tenant}} and row_id = '{entry["id"]}' and name = 'finance.entry.posted' and jsonb_array_length(data -> 'lines') = 2"));
        Assert.AreEqual(1L, await books.Tenant.Scalar<long>($"select count(*) from nexus.audit where tenant_id = {{tenant}} and row_id = '{entry["id"]}' and operation = 'finance.entry.post'"));
        Assert.AreEqual(0L, await books.Tenant.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name like 'finance.entry_line%'"));
    }

    [TestMethod]
    public async Task A_dry_run_takes_no_number()
    {
        await using var books = await FinanceTenant.Create();
        var entry = new { lines = new[] { FinanceTenant.Line("cash", debit: 1), FinanceTenant.Line("revenue", credit: 1) } };
        var preview = await books.Tenant.Post("/api/v1/finance/entries/post", entry, ("Prefer", "tx=rollback"));
        Assert.AreEqual(200, (int)preview.StatusCode, await preview.Content.ReadAsStringAsync());
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task What_is_posted_is_only_reversed_and_only_once()
    {
        await using var books = await FinanceTenant.Create();
        var entry = await books.Sale(100);
        var reversal = await books.Done($"/api/v1/finance/entries/{entry["id"]}/reverse", new { reason = "Typing error" });
        Assert.AreEqual((string)entry["id"]!, (string)reversal["reverses_id"]!);
        Assert.AreEqual("already_reversed", await books.Refused($"/api/v1/finance/entries/{entry["id"]}/reverse", new { }));
        Assert.AreEqual("is_reversal", await books.Refused($"/api/v1/finance/entries/{reversal["id"]}/reverse", new { }));
        Assert.AreEqual("no_such_route", await books.Refused($"/api/v1/finance/entries/{entry["id"]}/archive", new { }));
        Assert.AreEqual(0m, await books.Tenant.Scalar<decimal>("select sum(book_debit - book_credit) from \"{schema}\".finance_account_total t join \"{schema}\".finance_account a on a.id = t.account_id where a.role = 'cash'"));
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task A_source_key_is_posted_once()
    {
        await using var books = await FinanceTenant.Create();
        var entry = new { source_key = "commerce.order:1", lines = new[] { FinanceTenant.Line("cash", debit: 1), FinanceTenant.Line("revenue", credit: 1) } };
        await books.Done("/api/v1/finance/entries/post", entry);
        Assert.AreEqual("duplicate", await books.Refused("/api/v1/finance/entries/post", entry));
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task Foreign_amounts_are_booked_at_the_rate_of_their_day()
    {
        await using var books = await FinanceTenant.Create();
        await books.Tenant.Create("/api/v1/finance/exchange_rates", new { currency = "USD", valid_from = $"{books.Year}-01-01", rate = 0.9 });
        await books.Tenant.Create("/api/v1/finance/exchange_rates", new { currency = "USD", valid_from = $"{books.Year}-03-01", rate = 0.8 });
        object Entry(string on) => new { posted_on = on, currency = "USD", lines = new[] { FinanceTenant.Line("cash_clearing", debit: 100), FinanceTenant.Line("revenue", credit: 100) } };
        Assert.AreEqual(90m, (decimal)(await books.Done("/api/v1/finance/entries/post", Entry($"{books.Year}-02-28")))["book_total"]!);
        Assert.AreEqual(80m, (decimal)(await books.Done("/api/v1/finance/entries/post", Entry($"{books.Year}-03-01")))["book_total"]!);
        Assert.AreEqual("no_exchange_rate", await books.Refused("/api/v1/finance/entries/post", new { currency = "GBP", lines = new[] { FinanceTenant.Line("cash_clearing", debit: 1), FinanceTenant.Line("revenue", credit: 1) } }));
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task Periods_are_closed_in_order_and_reopened_with_a_reason()
    {
        await using var books = await FinanceTenant.Create();
        var periods = (await books.Tenant.Read("/api/v1/finance/periods?order=starts_on")).AsArray();
        Assert.AreEqual("earlier_period_open", await books.Refused($"/api/v1/finance/periods/{periods[1]!["id"]}/close", new { }));
        await books.Done($"/api/v1/finance/periods/{periods[0]!["id"]}/close", new { });
        Assert.AreEqual("period_closed", await books.Refused("/api/v1/finance/entries/post", new { posted_on = $"{books.Year}-01-31", lines = new[] { FinanceTenant.Line("cash", debit: 1), FinanceTenant.Line("revenue", credit: 1) } }));
        Assert.AreEqual("required", await books.Refused($"/api/v1/finance/periods/{periods[0]!["id"]}/reopen", new { }));
        await books.Done($"/api/v1/finance/periods/{periods[0]!["id"]}/reopen", new { reason = "A bill came late" });
        await books.Sale(1, $"{books.Year}-01-31");
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task Closing_a_year_moves_its_result_to_retained_earnings_for_good()
    {
        await using var books = await FinanceTenant.Create();
        await books.Sale(100);
        await books.Done("/api/v1/finance/entries/post", new { posted_on = books.Day, lines = new[] { FinanceTenant.Line("expense", debit: 30), FinanceTenant.Line("cash", credit: 30) } });
        var year = (await books.Tenant.Read("/api/v1/finance/fiscal_years"))[0]!;
        await books.Done($"/api/v1/finance/fiscal_years/{year["id"]}/close", new { });
        Assert.AreEqual(-70m, await books.Tenant.Scalar<decimal>("select sum(book_debit - book_credit) from \"{schema}\".finance_account_total t join \"{schema}\".finance_account a on a.id = t.account_id where a.role = 'retained_earnings'"));
        Assert.AreEqual("year_closed", await books.Refused("/api/v1/finance/entries/post", new { posted_on = books.Day, lines = new[] { FinanceTenant.Line("cash", debit: 1), FinanceTenant.Line("revenue", credit: 1) } }));
        var period = (await books.Tenant.Read("/api/v1/finance/periods?order=starts_on&limit=1"))[0]!;
        Assert.AreEqual("year_closed", await books.Refused($"/api/v1/finance/periods/{period["id"]}/reopen", new { reason = "No" }));
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task The_year_after_the_last_one_opens_by_itself_and_no_other()
    {
        await using var books = await FinanceTenant.Create();
        Assert.AreEqual($"GEN-{books.Year + 1}-000001", (string)(await books.Sale(1, $"{books.Year + 1}-01-02"))["number"]!);
        Assert.AreEqual("no_period", await books.Refused("/api/v1/finance/entries/post", new { posted_on = $"{books.Year + 5}-01-02", lines = new[] { FinanceTenant.Line("cash", debit: 1), FinanceTenant.Line("revenue", credit: 1) } }));
        Assert.AreEqual("no_period", await books.Refused("/api/v1/finance/entries/post", new { posted_on = "2009-12-01", lines = new[] { FinanceTenant.Line("cash", debit: 1), FinanceTenant.Line("revenue", credit: 1) } }));
        await books.Done("/api/v1/finance/fiscal_years/open", new { starts_on = "2009-01-01" });
        Assert.AreEqual("GEN-2009-000001", (string)(await books.Sale(1, "2009-12-01"))["number"]!);
        Assert.AreEqual("years_overlap", await books.Refused("/api/v1/finance/fiscal_years/open", new { starts_on = "2009-06-01" }));
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task Many_postings_at_once_leave_no_number_out_and_give_none_twice()
    {
        await using var books = await FinanceTenant.Create();
        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (i, _) =>
        {
            // Every fifth one is refused after it took its number (the source key is taken), and must leave no gap.
            var response = await books.Post(new { source_key = i % 5 == 0 ? "the same" : null, posted_on = $"{books.Year + i % 2}-02-01", lines = new[] { FinanceTenant.Line("cash", debit: i + 1), FinanceTenant.Line("revenue", credit: i + 1) } });
            Assert.IsTrue((int)response.StatusCode is 200 or 201 or 409, await response.Content.ReadAsStringAsync());
        });
        Assert.AreEqual(97L, await books.Tenant.Scalar<long>("select count(*) from \"{schema}\".finance_entry"));
        await books.AssertBooksHold();
    }

    [TestMethod]
    public async Task A_batch_is_posted_whole_or_not_at_all()
    {
        await using var books = await FinanceTenant.Create();
        object Entry(decimal debit, decimal credit) => new { posted_on = books.Day, lines = new[] { FinanceTenant.Line("cash", debit), FinanceTenant.Line("revenue", credit: credit) } };
        var refused = await books.Tenant.Post("/api/v1/finance/entries/post_many", new { entries = new[] { Entry(1, 1), Entry(1, 2) } });
        StringAssert.Contains(await refused.Content.ReadAsStringAsync(), "entries[1].lines");
        var posted = await books.Done("/api/v1/finance/entries/post_many", new { entries = Enumerable.Range(1, 50).Select(i => Entry(i, i)) });
        Assert.AreEqual(50, posted["numbers"]!.AsArray().Count);
        Assert.AreEqual(50L, await books.Tenant.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'finance.entry.posted'"));
        Assert.AreEqual(50L, await books.Tenant.Scalar<long>("select count(*) from \"{schema}\".finance_entry"));
        await books.AssertBooksHold();
    }
}
