using System.Net;
using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Finance;

/// <summary>A tenant whose books a test keeps, with short ways to post and to look.</summary>
public sealed class FinanceTenant(TestTenant tenant) : IAsyncDisposable
{
    public TestTenant Tenant { get; } = tenant;

    /// <summary>A day in the fiscal year that every new tenant has.</summary>
    public string Day { get; } = $"{TimeProvider.System.GetUtcNow().Year}-03-15";

    public int Year { get; } = TimeProvider.System.GetUtcNow().Year;

    public static async Task<FinanceTenant> Create(TestApi? api = null) => new(await TestTenant.Create(api));

    public static object Line(string role, decimal debit = 0, decimal credit = 0, string? currency = null) => new { role, debit, credit, currency };

    public Task<HttpResponseMessage> Post(object entry) => Tenant.Post("/api/v1/finance/entries/post", entry);

    /// <summary>Posts a simple sale for cash.</summary>
    public Task<JsonNode> Sale(decimal amount, string? on = null) =>
        Done("/api/v1/finance/entries/post", new { posted_on = on ?? Day, lines = new[] { Line("cash", debit: amount), Line("revenue", credit: amount) } });

    /// <summary>POST that has to succeed; its answer.</summary>
    public async Task<JsonNode> Done(string path, object body)
    {
        var response = await Tenant.Post(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.IsTrue(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>POST that has to be refused; its code, or that of its first field.</summary>
    public async Task<string> Refused(string path, object body)
    {
        var response = await Tenant.Post(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.IsTrue((int)response.StatusCode is >= 400 and < 500, text);
        var problem = JsonNode.Parse(text)!;
        var code = (string)problem["code"]!;
        return code == "invalid_input" ? (string)problem["errors"]![0]!["code"]! : code;
    }

    /// <summary>What must hold whatever was done: debits equal credits in each currency and in the books, totals equal their lines, no number is missing or doubled.</summary>
    public async Task AssertBooksHold()
    {
        await Holds("every entry balances in each currency", "select not exists (select 1 from \"{schema}\".finance_entry_line group by entry_id, currency having sum(debit) <> sum(credit))");
        await Holds("every entry balances in the book currency", "select not exists (select 1 from \"{schema}\".finance_entry_line group by entry_id having sum(book_debit) <> sum(book_credit))");
        await Holds("totals equal their lines", """
            select not exists (
                select 1 from (select l.account_id, e.period_id, e.journal_id, l.currency, sum(l.debit) d, sum(l.credit) c, sum(l.book_debit) bd, sum(l.book_credit) bc, count(*) n
                               from "{schema}".finance_entry_line l join "{schema}".finance_entry e on e.id = l.entry_id group by 1, 2, 3, 4) s
                full join "{schema}".finance_account_total t using (account_id, period_id, journal_id, currency)
                where (s.d, s.c, s.bd, s.bc, s.n) is distinct from (t.debit, t.credit, t.book_debit, t.book_credit, t.lines))
            """);
        await Holds("numbers run from 1 without gaps in each journal and year", """
            select not exists (select 1 from "{schema}".finance_entry e join "{schema}".finance_period p on p.id = e.period_id
                group by e.journal_id, p.fiscal_year_id having count(*) <> max(e.sequence) or min(e.sequence) <> 1 or count(distinct e.sequence) <> count(*))
            """);
        await Holds("counters stand at the last number", """
            select not exists (select 1 from "{schema}".finance_number_range r
                where r.last <> (select count(*) from "{schema}".finance_entry e join "{schema}".finance_period p on p.id = e.period_id where e.journal_id = r.journal_id and p.fiscal_year_id = r.fiscal_year_id))
            """);
        await Holds("what passes between currencies leaves nothing", """
            select coalesce(sum(l.book_debit - l.book_credit), 0) = 0 from "{schema}".finance_entry_line l join "{schema}".finance_account a on a.id = l.account_id where a.role = 'currency_exchange'
            """);
    }

    public async Task Holds(string what, string sql) => Assert.IsTrue(await Tenant.Scalar<bool>(sql), what);

    public ValueTask DisposeAsync() => Tenant.DisposeAsync();
}
