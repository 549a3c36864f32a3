using System.Text.Json.Nodes;
using Nexus.Modules.Finance.Tax;

namespace Nexus.Tests.Finance;

/// <summary>Invoices, credit notes, payments and what they settle, over HTTP.</summary>
[TestClass]
public sealed class InvoiceTests
{
    [TestMethod]
    public async Task An_invoice_posts_revenue_tax_and_what_is_owed()
    {
        await using var books = await FinanceTenant.Create();
        var invoice = await Invoice(books, new[] { Line(100, "DE-S"), Line(50, "DE-R") });
        Assert.AreEqual($"INV-{books.Year}-000001", (string)invoice["number"]!);
        Assert.AreEqual(172.5m, (decimal)invoice["gross"]!["amount"]!);
        var lines = (await books.Tenant.Read($"/api/v1/finance/entry_lines?entry_id=eq.{invoice["entry_id"]}&select=debit,credit,tax_base,account(number)&order=position")).AsArray();
        Assert.AreEqual("1400 172.5 0, 8400 0 100, 8400 0 50, 1776 0 19, 1771 0 3.5", string.Join(", ", lines.Select(l => $"{l!["account"]!["number"]} {l["debit"]} {l["credit"]}")));
        await AssertAllHolds(books);
    }

    [TestMethod]
    public async Task Prices_that_include_tax_stay_to_the_cent()
    {
        await using var books = await FinanceTenant.Create();
        var invoice = await Invoice(books, new[] { Line(9.99m, "DE-S"), Line(9.99m, "DE-S"), Line(9.99m, "DE-S") }, more: new JsonObject { ["prices_include_tax"] = true });
        Assert.AreEqual(29.97m, (decimal)invoice["gross"]!["amount"]!);
        Assert.AreEqual(4.79m, (decimal)invoice["tax"]!["amount"]!);
        await AssertAllHolds(books);
    }

    [TestMethod]
    [DataRow("2020-06-30", 19)]
    [DataRow("2020-07-01", 16)]
    [DataRow("2020-12-31", 16)]
    [DataRow("2021-01-01", 19)]
    public async Task The_day_of_delivery_decides_the_rate(string day, int percent)
    {
        await using var books = await FinanceTenant.Create();
        var invoice = await Invoice(books, new[] { Line(100, "DE-S") }, more: new JsonObject { ["delivered_on"] = day });
        Assert.AreEqual(percent, (decimal)invoice["tax"]!["amount"]!);
    }

    [TestMethod]
    public async Task A_bill_whose_tax_the_buyer_owes_itself_posts_it_on_both_sides()
    {
        await using var books = await FinanceTenant.Create();
        var bill = await Invoice(books, new[] { Line(100, "DE-PRC") }, kind: "supplier_bill", more: new JsonObject { ["reference"] = "R-1" });
        Assert.AreEqual(100m, (decimal)bill["gross"]!["amount"]!);
        var report = await books.Tenant.Read($"/api/v1/finance/reports/tax_report?from={books.Year}-01-01&to={books.Year}-12-31");
        Assert.AreEqual("DE-PRC 100 19 19 0", string.Join(" ", new[] { "code", "base", "output_tax", "input_tax", "payable" }.Select(c => report[0]![c]!.ToString())));
        await AssertAllHolds(books);
    }

    [TestMethod]
    public async Task What_is_wrong_with_an_invoice_is_told_at_once()
    {
        await using var books = await FinanceTenant.Create();
        var partner = await Partner(books);
        async Task<string> Code(object lines, JsonObject? more = null) => await books.Refused("/api/v1/finance/invoices/create_and_post", Input(partner, lines, "customer_invoice", books.Day, more));

        Assert.AreEqual("required", await Code(Array.Empty<object>()));
        Assert.AreEqual("required", await Code(new[] { new { description = " ", unit_price = 1 } }));
        Assert.AreEqual("out_of_range", await Code(new[] { new { description = "x", unit_price = 1, quantity = 0 } }));
        Assert.AreEqual("out_of_range", await Code(new[] { new { description = "x", unit_price = 1.1234567 } }));
        Assert.AreEqual("unknown_reference", await Code(new[] { new { description = "x", unit_price = 1, tax_code = "NO" } }));
        Assert.AreEqual("wrong_use", await Code(new[] { new { description = "x", unit_price = 1, tax_code = "DE-PS" } }));
        Assert.AreEqual("unknown_tax_rate", await Code(new[] { new { description = "x", unit_price = 1, tax_percent = 12.3 } }));
        Assert.AreEqual("unknown_reference", await Code(new[] { new { description = "x", unit_price = 1, account = "1400" } }));
        Assert.AreEqual("control_account", await Code(new[] { new { description = "x", unit_price = 1, role = "receivable" } }));
        Assert.AreEqual("before_issue", await Code(new[] { Line(1, null) }, new JsonObject { ["due_on"] = "2020-01-01" }));
        Assert.AreEqual("total_not_positive", await Code(new[] { Line(-1, null) }));
        Assert.AreEqual("no_exchange_rate", await Code(new[] { Line(1, null) }, new JsonObject { ["currency"] = "USD" }));
        Assert.AreEqual("one_needed", await books.Refused("/api/v1/finance/invoices/create_and_post", new { lines = new[] { Line(1, null) } }));
        Assert.AreEqual("required", await books.Refused("/api/v1/finance/invoices/create_and_post", Input(partner, new[] { Line(1, null) }, "supplier_bill", books.Day, null)));
        Assert.AreEqual(0L, await books.Tenant.Scalar<long>("select count(*) from \"{schema}\".finance_entry"));
    }

    [TestMethod]
    public async Task A_draft_is_changed_posted_and_then_stays()
    {
        await using var books = await FinanceTenant.Create();
        var partner = await Partner(books);
        var draft = await books.Tenant.Create("/api/v1/finance/invoices", Input(partner, new[] { Line(1, null) }, "customer_invoice", books.Day, null));
        var path = $"/api/v1/finance/invoices/{draft["id"]}";
        await books.Done(path + "/change", Input(partner, new[] { Line(70, "DE-S"), Line(30, "DE-S") }, "customer_invoice", books.Day, null));
        var posted = await books.Done(path + "/post", new { });
        Assert.AreEqual(119m, (decimal)posted["gross"]!["amount"]!);
        Assert.AreEqual("open", (string)posted["status"]!);
        Assert.AreEqual("not_a_draft", await books.Refused(path + "/post", new { }));
        Assert.AreEqual("not_a_draft", await books.Refused(path + "/change", Input(partner, new[] { Line(1, null) }, "customer_invoice", books.Day, null)));
        Assert.AreEqual("not_a_draft", await books.Refused(path + "/discard", new { }));
        Assert.AreEqual("made_by_document", await books.Refused($"/api/v1/finance/entries/{posted["entry_id"]}/reverse", new { }));
        await AssertAllHolds(books);
    }

    [TestMethod]
    public async Task Payments_settle_in_part_wholly_and_too_much()
    {
        await using var books = await FinanceTenant.Create();
        var partner = await Partner(books);
        var invoice = await Invoice(books, new[] { Line(100, "DE-S") }, partner: partner);
        await Pay(books, partner, 19, invoice);
        Assert.AreEqual("open 100", await Left(books, invoice));
        Assert.AreEqual("more_than_open", await books.Refused("/api/v1/finance/payments/post", Payment(partner, 200, books.Day, new { invoice_id = (string)invoice["id"]!, amount = 150 })));
        var payment = await Pay(books, partner, 150, invoice);
        Assert.AreEqual("settled 0", await Left(books, invoice));
        Assert.AreEqual(50m, (decimal)payment["unallocated"]!["amount"]!);
        Assert.AreEqual("nothing_open", await books.Refused("/api/v1/finance/payments/post", Payment(partner, 1, books.Day, new { invoice_id = (string)invoice["id"]! })));

        // What was paid too much settles the next one.
        var next = await Invoice(books, new[] { Line(20, null) }, partner: partner);
        await books.Done($"/api/v1/finance/open_items/{next["open_item_id"]}/settle", new { with_id = (string)payment["open_item_id"]! });
        Assert.AreEqual("settled 0", await Left(books, next));
        var aged = await books.Tenant.Read($"/api/v1/finance/reports/aged_receivables?on={books.Day}");
        Assert.AreEqual(-30m, (decimal)aged[0]!["total"]!);
        await AssertAllHolds(books);
    }

    [TestMethod]
    public async Task A_payment_settles_the_oldest_first_and_opens_them_again_when_it_comes_back()
    {
        await using var books = await FinanceTenant.Create();
        var partner = await Partner(books);
        var late = await Invoice(books, new[] { Line(100, null) }, partner: partner, more: new JsonObject { ["due_on"] = $"{books.Year}-05-01" });
        var early = await Invoice(books, new[] { Line(100, null) }, partner: partner, more: new JsonObject { ["due_on"] = $"{books.Year}-04-01" });
        var payment = await books.Done("/api/v1/finance/payments/post", new { direction = "received", partner_id = partner, amount = new { amount = 150, currency = "EUR" }, paid_on = books.Day, settle_oldest = true });
        Assert.AreEqual("settled 0", await Left(books, early));
        Assert.AreEqual("open 50", await Left(books, late));
        await books.Done($"/api/v1/finance/payments/{payment["id"]}/reverse", new { on = books.Day, reason = "Returned" });
        Assert.AreEqual("open 100", await Left(books, early));
        Assert.AreEqual("open 100", await Left(books, late));
        Assert.AreEqual("already_reversed", await books.Refused($"/api/v1/finance/payments/{payment["id"]}/reverse", new { }));
        await AssertAllHolds(books);
    }

    [TestMethod]
    public async Task Exchange_rates_between_invoice_and_payment_are_realised()
    {
        await using var books = await FinanceTenant.Create();
        await books.Tenant.Create("/api/v1/finance/exchange_rates", new { currency = "USD", valid_from = $"{books.Year}-01-01", rate = 0.90 });
        await books.Tenant.Create("/api/v1/finance/exchange_rates", new { currency = "USD", valid_from = $"{books.Year}-04-01", rate = 0.95 });
        var partner = await Partner(books);
        var invoice = await Invoice(books, new[] { Line(100, null) }, partner: partner, more: new JsonObject { ["currency"] = "USD" });
        await books.Done("/api/v1/finance/payments/post", new { direction = "received", journal = "clearing", partner_id = partner, amount = new { amount = 60, currency = "USD" }, paid_on = $"{books.Year}-04-02", settles = new[] { new { invoice_id = (string)invoice["id"]! } } });
        Assert.AreEqual(-3m, await Balance(books, "exchange_gain"));
        // The rest is paid in the book currency: 40 USD by 35 EUR are 1 EUR less than the 36 EUR that they were worth.
        Assert.AreEqual("both_amounts_needed", await books.Refused("/api/v1/finance/payments/post", Payment(partner, 35, books.Day, new { invoice_id = (string)invoice["id"]! })));
        await books.Done("/api/v1/finance/payments/post", Payment(partner, 35, books.Day, new { invoice_id = (string)invoice["id"]!, amount = 40, payment_amount = 35 }));
        Assert.AreEqual("settled 0", await Left(books, invoice));
        Assert.AreEqual(1m, await Balance(books, "exchange_loss"));
        Assert.AreEqual(0m, await Balance(books, "receivable"));
        var allocation = (await books.Tenant.Read("/api/v1/finance/allocations?order=created_at.desc&limit=1"))[0]!;
        await books.Done($"/api/v1/finance/allocations/{allocation["id"]}/undo", new { on = $"{books.Year}-04-03" });
        Assert.AreEqual("open 40", await Left(books, invoice));
        Assert.AreEqual(0m, await Balance(books, "exchange_loss"));
        await AssertAllHolds(books);
    }

    [TestMethod]
    public async Task A_credit_note_takes_an_invoice_back_and_never_more_than_it()
    {
        await using var books = await FinanceTenant.Create();
        var invoice = await Invoice(books, new[] { Line(100, "DE-S", 2) });
        var line = (await books.Tenant.Read($"/api/v1/finance/invoice_lines?invoice_id=eq.{invoice["id"]}"))[0]!;
        var path = $"/api/v1/finance/invoices/{invoice["id"]}/credit";
        var note = await books.Done(path, new { issued_on = books.Day, lines = new[] { new { line_id = (string)line["id"]!, quantity = 1 } } });
        Assert.AreEqual($"CRN-{books.Year}-000001", (string)note["number"]!);
        Assert.AreEqual("open 119", await Left(books, invoice));
        Assert.AreEqual("more_than_invoiced", await books.Refused(path, new { issued_on = books.Day }));
        await books.Done(path, new { issued_on = books.Day, lines = new[] { new { line_id = (string)line["id"]!, quantity = 1 } } });
        Assert.AreEqual("settled 0", await Left(books, invoice));
        Assert.AreEqual("is_credit_note", await books.Refused($"/api/v1/finance/invoices/{note["id"]}/credit", new { }));
        Assert.AreEqual(0m, await Balance(books, "revenue"));
        Assert.AreEqual(0m, await Balance(books, "output_tax"));
        await AssertAllHolds(books);
    }

    [TestMethod]
    public async Task Another_module_names_the_partner_by_its_own_key_and_posts_once()
    {
        await using var books = await FinanceTenant.Create();
        var input = new { source_key = "commerce.order:7:invoice", issued_on = books.Day, partner = new { external_key = "commerce.customer:7", details = new { name = "Ada", country = "GB" } }, lines = new[] { new { description = "Hat", unit_price = 20, tax_percent = 19 } } };
        await books.Done("/api/v1/finance/invoices/create_and_post", input);
        Assert.AreEqual("duplicate", await books.Refused("/api/v1/finance/invoices/create_and_post", input));
        await books.Done("/api/v1/finance/payments/post", new { direction = "received", journal = "clearing", paid_on = books.Day, settle_oldest = true, amount = new { amount = 23.8, currency = "EUR" }, partner = new { external_key = "commerce.customer:7" } });
        Assert.AreEqual(1L, await books.Tenant.Scalar<long>("select count(*) from \"{schema}\".finance_partner"));
        Assert.AreEqual(0m, await Balance(books, "receivable"));
        await AssertAllHolds(books);
    }

    [TestMethod]
    public async Task A_supplier_bill_is_taken_once()
    {
        await using var books = await FinanceTenant.Create();
        var partner = await Partner(books);
        await Invoice(books, new[] { Line(100, "DE-PS") }, partner: partner, kind: "supplier_bill", more: new JsonObject { ["reference"] = "R-1" });
        Assert.AreEqual("bill_known", await books.Refused("/api/v1/finance/invoices/create_and_post", Input(partner, new[] { Line(100, "DE-PS") }, "supplier_bill", books.Day, new JsonObject { ["reference"] = "r-1" })));
        await AssertAllHolds(books);
    }

    [TestMethod]
    public void Self_assessed_tax_adds_nothing_to_the_price()
    {
        var code = new TaxRow(Guid.NewGuid(), "X", TaxUse.Purchase, TaxCategory.ReverseCharge, "DE", null, null, null, null, 19);
        var (nets, sums) = TaxSums.Of([new TaxedLine(100, code, 19)], false, "EUR");
        Assert.AreEqual((100m, 19m), (nets[0], sums[0].Tax));
    }

    internal static object Line(decimal price, string? taxCode, decimal quantity = 1) => new { description = "Something", unit_price = price, quantity, tax_code = taxCode };

    internal static async Task<string> Partner(FinanceTenant books, string name = "Customer") =>
        (string)(await books.Tenant.Create("/api/v1/finance/partners", new { name, country = "DE" }))["id"]!;

    internal static JsonObject Input(string partner, object lines, string kind, string issuedOn, JsonObject? more)
    {
        var input = new JsonObject { ["kind"] = kind, ["partner_id"] = partner, ["issued_on"] = issuedOn, ["lines"] = System.Text.Json.JsonSerializer.SerializeToNode(lines) };
        foreach (var (name, value) in more ?? [])
            input[name] = value?.DeepClone();
        return input;
    }

    internal static async Task<JsonNode> Invoice(FinanceTenant books, object lines, string? partner = null, string kind = "customer_invoice", JsonObject? more = null) =>
        await books.Done("/api/v1/finance/invoices/create_and_post", Input(partner ?? await Partner(books), lines, kind, books.Day, more));

    internal static object Payment(string partner, decimal amount, string on, object settles) =>
        new { direction = "received", partner_id = partner, amount = new { amount, currency = "EUR" }, paid_on = on, settles = new[] { settles } };

    private static Task<JsonNode> Pay(FinanceTenant books, string partner, decimal amount, JsonNode invoice) =>
        books.Done("/api/v1/finance/payments/post", Payment(partner, amount, books.Day, new { invoice_id = (string)invoice["id"]! }));

    internal static async Task<string> Left(FinanceTenant books, JsonNode invoice)
    {
        var row = await books.Tenant.Read($"/api/v1/finance/invoices/{invoice["id"]}");
        return $"{row["status"]} {row["outstanding"]!["amount"]}";
    }

    internal static Task<decimal> Balance(FinanceTenant books, string role) =>
        books.Tenant.Scalar<decimal>($"select coalesce(sum(t.book_debit - t.book_credit), 0) from \"{{schema}}\".finance_account_total t join \"{{schema}}\".finance_account a on a.id = t.account_id where a.role = '{role}'");

    /// <summary>Besides the books: the sub-ledger is what the control accounts say, and no item is settled below zero.</summary>
    internal static async Task AssertAllHolds(FinanceTenant books)
    {
        await books.AssertBooksHold();
        await books.Holds("open items sum up to their control accounts, in each currency and in the books", """
            select not exists (
                select 1 from (select i.account_id, i.amount_currency as currency, sum(i.remaining) as amount, sum(i.remaining_book) as book from "{schema}".finance_open_item i group by 1, 2) i
                full join (select t.account_id, t.currency, sum(t.debit - t.credit) as amount, sum(t.book_debit - t.book_credit) as book
                           from "{schema}".finance_account_total t join "{schema}".finance_account a on a.id = t.account_id where a.role in ('receivable', 'payable') group by 1, 2) t using (account_id, currency)
                where coalesce(i.amount, 0) <> coalesce(t.amount, 0))
            and (select coalesce(sum(remaining_book), 0) from "{schema}".finance_open_item)
              = (select coalesce(sum(t.book_debit - t.book_credit), 0) from "{schema}".finance_account_total t join "{schema}".finance_account a on a.id = t.account_id where a.role in ('receivable', 'payable'))
            """);
        await books.Holds("no item is settled beyond what it is", "select not exists (select 1 from \"{schema}\".finance_open_item where remaining * amount < 0 or abs(remaining) > abs(amount) or remaining = 0 and remaining_book <> 0)");
        await books.Holds("an item's rest is what its allocations left", """
            select not exists (select 1 from "{schema}".finance_open_item i where i.remaining <> i.amount
                - coalesce((select sum(a.debit_amount) from "{schema}".finance_allocation a where a.debit_item_id = i.id and a.undone_on is null), 0)
                + coalesce((select sum(a.credit_amount) from "{schema}".finance_allocation a where a.credit_item_id = i.id and a.undone_on is null), 0))
            """);
        await books.Holds("invoices show what their items have left", "select not exists (select 1 from \"{schema}\".finance_invoice v join \"{schema}\".finance_open_item i on i.id = v.open_item_id where v.outstanding <> abs(i.remaining) or (v.status = 'settled') <> (i.remaining = 0))");
        var sheet = (await books.Tenant.Read($"/api/v1/finance/reports/balance_sheet?on={books.Year + 1}-12-31")).AsArray();
        decimal Side(string side) => sheet.Where(r => (string)r!["side"]! == side && r["section"] is null).Sum(r => (decimal)r!["amount"]!);
        Assert.AreEqual(Side("assets"), Side("liabilities_and_equity"), "The balance sheet doesn't balance.");
    }
}
