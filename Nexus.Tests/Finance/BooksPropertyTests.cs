using System.Net;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Nexus.Tests.Finance;

/// <summary>Whatever is done, in whatever order, and however much of it at once: the books hold.</summary>
[TestClass]
public sealed class BooksPropertyTests
{
    private const int Sequences = 3;

    private const int Steps = 45;

    /// <summary>What can happen, by how often it should.</summary>
    private static readonly (int Weight, Func<World, int, Task> Do)[] Happenings =
    [
        (4, World.Invoice), (2, World.Bill), (3, World.PayOldest), (2, World.PayOne), (2, World.Credit), (2, World.Undo), (1, World.ReversePayment), (2, World.PostEntry), (1, World.ReverseEntry), (1, World.ClosePeriod), (1, World.Settle),
    ];

    [TestMethod]
    public async Task Random_sequences_leave_the_books_in_order()
    {
        var step = Gen.Zip(Gen.Frequency([.. Happenings.Select((h, i) => (h.Weight, Gen.Constant(i)))]), Gen.Choose(0, int.MaxValue - 1));
        foreach (var sequence in step.ListOf(Steps).Sample(Sequences))
        {
            await using var books = await FinanceTenant.Create();
            var world = await World.Create(books);
            var steps = sequence.ToArray();
            // A third of it at once, as several people and processes would.
            foreach (var (what, seed) in steps[..(Steps * 2 / 3)])
                await Happenings[what].Do(world, seed);
            await Parallel.ForEachAsync(steps[(Steps * 2 / 3)..], new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (s, _) => await Happenings[s.Item1].Do(world, s.Item2));
            await InvoiceTests.AssertAllHolds(books);
            Assert.IsTrue(world.Done > Steps / 3, $"Only {world.Done} of {Steps} steps did anything.");
        }
    }

    /// <summary>A business to which things happen. Refusals are fine; faults of ours are not.</summary>
    private sealed class World(FinanceTenant books, string[] partners)
    {
        private static readonly string[] Currencies = ["EUR", "EUR", "USD", "JPY"];

        private int _done;

        public int Done => _done;

        public static async Task<World> Create(FinanceTenant books)
        {
            foreach (var (currency, rates) in new[] { ("USD", new[] { 0.9137, 0.9533, 0.8871 }), ("JPY", [0.0061, 0.0058, 0.0063]) })
            foreach (var (rate, index) in rates.Select((r, i) => (r, i)))
                await books.Tenant.Create("/api/v1/finance/exchange_rates", new { currency, valid_from = $"{books.Year}-0{1 + 3 * index}-01", rate });
            return new World(books, [await InvoiceTests.Partner(books, "One"), await InvoiceTests.Partner(books, "Two")]);
        }

        public static Task Invoice(World w, int seed) => w.Document(seed, "customer_invoice", ["DE-S", "DE-R", "DE-EX", null], null);

        public static Task Bill(World w, int seed) => w.Document(seed, "supplier_bill", ["DE-PS", "DE-PIC", null], $"R-{seed}");

        public static Task PayOldest(World w, int seed)
        {
            var random = new Random(seed);
            var currency = w.Pick(random, Currencies);
            return w.Try("/api/v1/finance/payments/post", new { direction = random.Next(3) == 0 ? "sent" : "received", journal = "clearing", partner_id = w.Pick(random, w.Partners), amount = new { amount = Amount(random, currency), currency }, paid_on = w.Day(random), settle_oldest = random.Next(4) > 0 });
        }

        public static async Task PayOne(World w, int seed)
        {
            var random = new Random(seed);
            if (await w.Some("invoices?status=eq.open&select=id,partner_id,kind,outstanding", random) is not { } invoice)
                return;
            // In another currency: both amounts are named.
            var (currency, open) = (w.Pick(random, Currencies), (decimal)invoice["outstanding"]!["amount"]!);
            var theirs = (string)invoice["outstanding"]!["currency"]!;
            var part = theirs == "JPY" ? Math.Max(1, Math.Floor(open / 2)) : Math.Max(0.01m, Math.Round(open / 3, 2));
            var amount = currency == theirs ? part : Amount(random, currency);
            var sent = (string)invoice["kind"]! is "supplier_bill" or "customer_credit_note";
            await w.Try("/api/v1/finance/payments/post", new { direction = sent ? "sent" : "received", ledger = ((string)invoice["kind"]!).StartsWith("supplier", StringComparison.Ordinal) ? "payable" : "receivable", journal = "clearing", partner_id = (string)invoice["partner_id"]!, amount = new { amount, currency }, paid_on = w.Day(random), settles = new[] { new { invoice_id = (string)invoice["id"]!, amount = part, payment_amount = amount } } });
        }

        public static async Task Credit(World w, int seed)
        {
            var random = new Random(seed);
            if (await w.Some("invoices?select=id", random) is { } invoice)
                await w.Try($"/api/v1/finance/invoices/{invoice["id"]}/credit", new { issued_on = w.Day(random) });
        }

        public static async Task Undo(World w, int seed)
        {
            var random = new Random(seed);
            if (await w.Some("allocations?select=id", random) is { } allocation)
                await w.Try($"/api/v1/finance/allocations/{allocation["id"]}/undo", new { on = w.Day(random) });
        }

        public static async Task ReversePayment(World w, int seed)
        {
            var random = new Random(seed);
            if (await w.Some("payments?select=id", random) is { } payment)
                await w.Try($"/api/v1/finance/payments/{payment["id"]}/reverse", new { on = $"{w.Books.Year}-12-01" });
        }

        public static Task PostEntry(World w, int seed)
        {
            var random = new Random(seed);
            var currency = w.Pick(random, Currencies);
            var amount = Amount(random, currency);
            return w.Try("/api/v1/finance/entries/post", new { posted_on = w.Day(random), currency, lines = new[] { FinanceTenant.Line("cash_clearing", debit: amount), FinanceTenant.Line("revenue", credit: amount) } });
        }

        public static async Task ReverseEntry(World w, int seed)
        {
            var random = new Random(seed);
            if (await w.Some("entries?select=id", random) is { } entry)
                await w.Try($"/api/v1/finance/entries/{entry["id"]}/reverse", new { });
        }

        public static async Task ClosePeriod(World w, int seed)
        {
            var random = new Random(seed);
            if (await w.Some("periods?select=id,status&limit=3&order=starts_on", random) is { } period)
                await w.Try($"/api/v1/finance/periods/{period["id"]}/{((string)period["status"]! == "open" ? "close" : "reopen")}", (string)period["status"]! == "open" ? new { } : new { reason = "Test" });
        }

        public static async Task Settle(World w, int seed)
        {
            var random = new Random(seed);
            if (await w.Some("open_items?select=id,partner_id&remaining=gt.0", random) is { } debit && await w.Some($"open_items?select=id&remaining=lt.0&partner_id=eq.{debit["partner_id"]}", random) is { } credit)
                await w.Try($"/api/v1/finance/open_items/{debit["id"]}/settle", new { with_id = (string)credit["id"]!, on = w.Day(random) });
        }

        private FinanceTenant Books => books;

        private string[] Partners => partners;

        private Task Document(int seed, string kind, string?[] codes, string? reference)
        {
            var random = new Random(seed);
            var currency = Pick(random, Currencies);
            var lines = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new { description = "Something", unit_price = Amount(random, currency), quantity = random.Next(1, 4), tax_code = Pick(random, codes), discount_percent = random.Next(3) == 0 ? 3 : 0 });
            return Try("/api/v1/finance/invoices/create_and_post", InvoiceTests.Input(Pick(random, partners), lines, kind, Day(random), new JsonObject { ["currency"] = currency, ["reference"] = reference, ["prices_include_tax"] = random.Next(2) == 0 }));
        }

        /// <summary>Back and forth in the year.</summary>
        private string Day(Random random) => $"{books.Year}-{random.Next(1, 12):00}-{random.Next(1, 29):00}";

        private static decimal Amount(Random random, string currency) => currency == "JPY" ? random.Next(1, 100_000) : random.Next(1, 100_000) / 100m;

        private T Pick<T>(Random random, T[] of) => of[random.Next(of.Length)];

        private async Task<JsonNode?> Some(string query, Random random)
        {
            var rows = (await books.Tenant.Read("/api/v1/finance/" + query)).AsArray();
            return rows.Count == 0 ? null : rows[random.Next(rows.Count)];
        }

        private async Task Try(string path, object body)
        {
            var response = await books.Tenant.Post(path, body);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
                Interlocked.Increment(ref _done);
            else
                Assert.IsTrue((int)response.StatusCode is >= 400 and < 500, $"{path}: {await response.Content.ReadAsStringAsync()}");
        }
    }
}
