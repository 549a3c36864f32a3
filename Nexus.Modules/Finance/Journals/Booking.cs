using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Modules.Finance.Currencies;
using Nexus.Modules.Finance.Periods;

namespace Nexus.Modules.Finance.Journals;

/// <summary>A draft that holds: its journal, period and lines with accounts and book amounts. All that it lacks is its number.</summary>
internal sealed record Booking(EntryDraft Draft, LedgerBook.JournalRow Journal, LedgerBook.PeriodRow Period, IReadOnlyList<Booking.Line> Lines)
{
    public sealed record Line(DraftLine Draft, LedgerBook.AccountRow Account, string Currency, decimal Book)
    {
        public decimal BookDebit => Book > 0 ? Book : 0;

        public decimal BookCredit => Book < 0 ? -Book : 0;
    }

    public decimal BookTotal => Lines.Sum(l => l.BookDebit);

    /// <summary>Checks a draft against the ledger. Pure: the rules are tested as a table.</summary>
    /// <param name="path">Stands before the fields of faults, such as <c>entries[2].</c></param>
    /// <exception cref="Fault">422 when the draft isn't right in itself or names what isn't there; 409 when the ledger can't take it.</exception>
    public static Booking Of(EntryDraft draft, LedgerBook book, string path = "")
    {
        var faults = new List<FieldFault>();
        CheckLines(draft, book, path, faults);
        var journal = book.FindJournal(draft);
        if (journal is null)
            faults.Add(new FieldFault(path + "journal", "unknown_reference", "There is no such journal."));
        else if (journal.Archived)
            faults.Add(new FieldFault(path + "journal", "archived", "The journal is archived."));
        if (faults.Count > 0)
            throw Fault.Invalid(faults);

        CheckBalance(draft, book, path);
        var period = PeriodFor(draft, book, path);
        return new Booking(draft, journal!, period, BookLines(draft, book, path));
    }

    private static void CheckLines(EntryDraft draft, LedgerBook book, string path, List<FieldFault> faults)
    {
        if (draft.Lines.Count is < 2 or > EntryDraft.LinesMax)
        {
            faults.Add(new FieldFault(path + "lines", "wrong_number_of_lines", $"An entry has 2 to {EntryDraft.LinesMax} lines."));
            return;
        }

        for (var i = 0; i < draft.Lines.Count; i++)
        {
            var (line, at) = (draft.Lines[i], $"{path}lines[{i}]");
            var currency = CurrencyOf(draft, line, book);
            if (!Codes.IsCurrency(currency))
                faults.Add(new FieldFault(at + ".currency", "wrong_format", "Currency must be a code of three letters, such as EUR."));
            else if (!CurrencyUnits.Fits(line.Debit, currency) || !CurrencyUnits.Fits(line.Credit, currency))
                faults.Add(new FieldFault(at, "too_many_decimals", $"{currency} has {CurrencyUnits.Decimals(currency)} decimals."));
            if (line.Debit < 0 || line.Credit < 0 || line.Debit > Money.AmountMax || line.Credit > Money.AmountMax)
                faults.Add(new FieldFault(at, "out_of_range", "Debit and credit must not be negative: what is taken back stands on the other side."));
            // A line of the book currency alone (a gain by exchange) has no amount of its own.
            else if ((line.Debit == 0) == (line.Credit == 0) && (line.Book is null || line.Debit != 0))
                faults.Add(new FieldFault(at, "one_side_needed", "A line has either a debit or a credit."));
            if (line.Text?.Length > EntryDraft.TextLengthMax)
                faults.Add(new FieldFault(at + ".text", "too_long", $"Text is longer than {EntryDraft.TextLengthMax} characters."));
            if (AccountFault(draft, line, book, currency, at) is { } fault)
                faults.Add(fault);
        }
    }

    private static FieldFault? AccountFault(EntryDraft draft, DraftLine line, LedgerBook book, string currency, string at)
    {
        if ((line.Number is null ? 0 : 1) + (line.Role is null ? 0 : 1) + (line.AccountId is null ? 0 : 1) != 1)
            return new FieldFault(at + ".account", "one_account_needed", "Name the account either by its number or by its role.");
        if (book.FindAccount(line) is not { } account)
        {
            return line.Role is { } role
                ? new FieldFault(at + ".role", "no_account_for_role", $"No account has the role {Names.Snake(role.ToString())}. Give it to one.")
                : new FieldFault(at + ".account", "unknown_reference", "There is no account with this number.");
        }

        if (account.Archived && !draft.IntoClosed)
            return new FieldFault(at + ".account", "archived", $"The account {account.Number} is archived.");
        if (account.IsControl && !draft.ByDocument)
            return new FieldFault(at + ".account", "control_account", $"The account {account.Number} follows what customers or suppliers owe: post an invoice or a payment instead.");
        // What closes a year is reckoned in the book currency, whatever its account takes.
        return account.Currency is { } only && only != currency && !draft.IntoClosed
            ? new FieldFault(at + ".currency", "wrong_currency", $"The account {account.Number} takes {only} only.")
            : null;
    }

    private static void CheckBalance(EntryDraft draft, LedgerBook book, string path)
    {
        var unbalanced = draft.Lines.GroupBy(l => CurrencyOf(draft, l, book)).Select(g => (Currency: g.Key, Over: g.Sum(l => l.Debit - l.Credit))).Where(g => g.Over != 0).ToArray();
        if (unbalanced.Length > 0)
        {
            throw Fault.Invalid([.. unbalanced.Select(u => new FieldFault(path + "lines", "not_balanced",
                FormattableString.Invariant($"{(u.Over > 0 ? "Debits" : "Credits")} in {u.Currency} are {Math.Abs(u.Over)} more than {(u.Over > 0 ? "credits" : "debits")}.")))]);
        }
    }

    private static LedgerBook.PeriodRow PeriodFor(EntryDraft draft, LedgerBook book, string path)
    {
        var period = book.PeriodOf(draft.PostedOn)
            ?? throw Fault.Refused(new Refusal("no_period", FormattableString.Invariant($"There is no fiscal year that {draft.PostedOn:yyyy-MM-dd} is in. Open it by finance.fiscal_year.open."), path + "posted_on"));
        if (period.YearStatus is PeriodStatus.Closed)
            throw Fault.Refused(new Refusal("year_closed", $"The fiscal year {period.Year} is closed. Post into a later one.", path + "posted_on"));
        if (period.Status is PeriodStatus.Closed && !draft.IntoClosed)
            throw Fault.Refused(new Refusal("period_closed", $"The period {period.Name} is closed. Post into a later one, or open it again by finance.period.reopen.", path + "posted_on"));
        return period;
    }

    private static Line[] BookLines(EntryDraft draft, LedgerBook book, string path)
    {
        var lines = draft.Lines.Select(l =>
        {
            var currency = CurrencyOf(draft, l, book);
            return new Line(l, book.FindAccount(l)!, currency, l.Book ?? CurrencyUnits.Round((l.Debit - l.Credit) * RateFor(draft, currency, book, path), book.BookCurrency));
        }).ToArray();
        // Each line is rounded, and the sums may miss each other by cents: the largest line takes them.
        foreach (var currency in lines.Where(l => l.Draft.Book is null).Select(l => l.Currency).Distinct().ToArray())
        {
            var over = lines.Where(l => l.Currency == currency).Sum(l => l.Book);
            if (over == 0)
                continue;
            var largest = Enumerable.Range(0, lines.Length).Where(i => lines[i].Currency == currency && Math.Sign(lines[i].Book) == Math.Sign(over)).MaxBy(i => Math.Abs(lines[i].Book));
            lines[largest] = lines[largest] with { Book = lines[largest].Book - over };
        }

        if (lines.Sum(l => l.Book) != 0)
            throw new InvalidOperationException("An entry of a document doesn't balance in the book currency.");
        return lines;
    }

    private static decimal RateFor(EntryDraft draft, string currency, LedgerBook book, string path)
    {
        if (currency == book.BookCurrency)
            return 1;
        if (draft.Rate is { } given && currency == draft.Currency)
            return given;
        return book.RateOf(currency, draft.PostedOn)
            ?? throw Fault.Refused(new Refusal("no_exchange_rate", FormattableString.Invariant($"There is no rate of {currency} for {draft.PostedOn:yyyy-MM-dd}. Add one to finance.exchange_rate."), path + "currency"));
    }

    private static string CurrencyOf(EntryDraft draft, DraftLine line, LedgerBook book) => line.Currency ?? draft.Currency ?? book.BookCurrency;
}
