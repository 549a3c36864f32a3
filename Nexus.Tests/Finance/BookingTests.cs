using Nexus.Kernel.Run;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Periods;

namespace Nexus.Tests.Finance;

/// <summary>The rules of a posting, one row for each refusal, in their order of precedence.</summary>
[TestClass]
public sealed class BookingTests
{
    private static readonly DateOnly Day = new(2026, 3, 15);

    private static readonly DateOnly InClosed = new(2026, 1, 15);

    private static readonly LedgerBook Book = new("EUR",
        [new(Guid.CreateVersion7(), "general", JournalKind.General, "GEN", null, null, false), new(Guid.CreateVersion7(), "old", JournalKind.General, "OLD", null, null, true)],
        [
            Account("1000", AccountRole.Cash), Account("8400", AccountRole.Revenue), Account("1400", AccountRole.Receivable),
            Account("1210", null, currency: "USD"), Account("9999", null, archived: true),
        ],
        [Period(1, PeriodStatus.Closed), Period(3, PeriodStatus.Open), Period(3, PeriodStatus.Open, 2025, PeriodStatus.Closed)],
        [new("USD", Day, 0.9m)]);

    public static IEnumerable<object?[]> Refusals =>
    [
        // code, lines ("account debit credit [currency]"), journal, day
        ["wrong_number_of_lines", "1000 1 0", "general", Day],
        ["wrong_format", "1000 1 0 EURO|8400 0 1", "general", Day],
        ["too_many_decimals", "1000 1.001 0|8400 0 1.001", "general", Day],
        ["out_of_range", "1000 -1 0|8400 0 -1", "general", Day],
        ["one_side_needed", "1000 1 1|8400 0 1", "general", Day],
        ["one_side_needed", "1000 0 0|8400 0 1", "general", Day],
        ["one_account_needed", " 1 0|8400 0 1", "general", Day],
        ["unknown_reference", "1234 1 0|8400 0 1", "general", Day],
        ["no_account_for_role", "inventory 1 0|8400 0 1", "general", Day],
        ["archived", "9999 1 0|8400 0 1", "general", Day],
        ["control_account", "1400 1 0|8400 0 1", "general", Day],
        ["wrong_currency", "1210 1 0|8400 0 1", "general", Day],
        ["unknown_reference", "1000 1 0|8400 0 1", "none", Day],
        ["archived", "1000 1 0|8400 0 1", "old", Day],
        // What isn't right in itself comes before what the ledger can't take.
        ["not_balanced", "1000 1 0|8400 0 2", "general", InClosed],
        ["not_balanced", "1000 1 0 USD|8400 0 1 EUR", "general", Day],
        ["no_period", "1000 1 0|8400 0 1", "general", new DateOnly(2031, 1, 1)],
        ["year_closed", "1000 1 0|8400 0 1", "general", new DateOnly(2025, 3, 1)],
        ["period_closed", "1000 1 0|8400 0 1", "general", InClosed],
        ["no_exchange_rate", "1000 1 0 GBP|8400 0 1 GBP", "general", Day],
        [null, "1000 1 0|8400 0 1", "general", Day],
        [null, "1000 10 0 USD|8400 0 10 USD", "general", Day],
    ];

    [TestMethod]
    [DynamicData(nameof(Refusals))]
    public void A_posting_is_refused_by_the_first_rule_that_it_breaks(string? code, string lines, string journal, DateOnly day)
    {
        string? found = null;
        try
        {
            Booking.Of(Draft(lines, journal, day), Book);
        }
        catch (Fault fault)
        {
            found = fault.Code == "invalid_input" ? fault.Fields[0].Code : fault.Code;
        }

        Assert.AreEqual(code, found);
    }

    [TestMethod]
    public void Cents_that_rounding_leaves_go_to_the_largest_line()
    {
        var booking = Booking.Of(Draft("1000 10.01 0 USD|8400 0 3.33 USD|8400 0 3.34 USD|8400 0 3.34 USD", "general", Day), Book);
        Assert.AreEqual(0m, booking.Lines.Sum(l => l.Book));
        Assert.IsTrue(Math.Abs(booking.Lines[0].Book - 9.01m) <= 0.01m);
    }

    [TestMethod]
    public void A_given_rate_goes_before_the_kept_one()
    {
        var booking = Booking.Of(Draft("1000 10 0|8400 0 10", "general", Day) with { Currency = "USD", Rate = 0.8m }, Book);
        Assert.AreEqual(8m, booking.Lines[0].Book);
    }

    [TestMethod]
    public void A_closing_entry_goes_into_a_closed_period()
    {
        var booking = Booking.Of(Draft("1000 10 0|8400 0 10", "general", InClosed) with { IntoClosed = true }, Book);
        Assert.AreEqual("2026-01", booking.Period.Name);
    }

    private static EntryDraft Draft(string lines, string journal, DateOnly day) => new()
    {
        Journal = journal,
        PostedOn = day,
        Lines = [.. lines.Split('|').Select(text =>
        {
            var parts = text.Split(' ');
            decimal Number(int i) => decimal.Parse(parts[i], System.Globalization.CultureInfo.InvariantCulture);
            return new DraftLine
            {
                Number = parts[0].Length > 0 && char.IsDigit(parts[0][0]) ? parts[0] : null,
                Role = parts[0] == "inventory" ? AccountRole.Inventory : null,
                Debit = Number(1),
                Credit = Number(2),
                Currency = parts.Length > 3 ? parts[3] : null,
            };
        })],
    };

    private static LedgerBook.AccountRow Account(string number, AccountRole? role, string? currency = null, bool archived = false) =>
        new(Guid.CreateVersion7(), number, number, AccountKind.Asset, role, currency, archived);

    private static LedgerBook.PeriodRow Period(int month, PeriodStatus status, int year = 2026, PeriodStatus yearStatus = PeriodStatus.Open) =>
        new(Guid.CreateVersion7(), $"{year}-{month:00}", new DateOnly(year, month, 1), new DateOnly(year, month, 1).AddMonths(1).AddDays(-1), status, Guid.CreateVersion7(), $"{year}", yearStatus);
}
