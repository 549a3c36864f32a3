using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Currencies;
using Nexus.Modules.Finance.Journals;

namespace Nexus.Modules.Finance.OpenItems;

/// <summary>Lets credits settle debits, and takes it back. What exchange rates made of it in between is posted as gain or loss.</summary>
internal static class Allocating
{
    /// <summary>An allocation, with what was posted for it.</summary>
    public sealed record Made(Allocation Allocation, EntryPosted? Entry);

    /// <summary>Both items are locked by the caller.</summary>
    /// <param name="debitPart">How much of the debit; as much as the credit covers when not given.</param>
    /// <param name="creditPart">How much of the credit; needed where the currencies differ.</param>
    /// <exception cref="Fault">The items don't go together, or have less open than is wanted.</exception>
    public static async Task<Made> Match(TenantDb db, Call call, OpenItem debit, OpenItem credit, decimal? debitPart, decimal? creditPart, DateOnly on, CancellationToken ct)
    {
        var book = db.Tenant.Currency;
        var (taken, given) = Parts(debit, credit, debitPart, creditPart);
        var (debitBook, creditBook) = (debit.BookOf(taken, book), credit.BookOf(given, book));
        var allocation = db.Add(new Allocation
        {
            Id = call.NewId(),
            DebitItemId = debit.Id,
            CreditItemId = credit.Id,
            AllocatedOn = on,
            DebitAmount = new Money(taken, debit.Amount.Currency),
            CreditAmount = new Money(given, credit.Amount.Currency),
            DebitBook = debitBook,
            CreditBook = creditBook,
            ExchangeGain = creditBook - debitBook,
        });
        debit.Take(taken, debitBook);
        credit.Take(given, creditBook);
        await SettledDocument.Update(db, debit, ct);
        await SettledDocument.Update(db, credit, ct);

        var lines = Lines(debit, credit, allocation, book).ToArray();
        if (lines.Length == 0)
            return new Made(allocation, null);
        var posted = await Posting.Post(db, call, new EntryDraft
        {
            Journal = "exchange",
            PostedOn = on,
            Lines = lines,
            Text = $"{credit.Number} settles {debit.Number}",
            Source = "finance.allocation",
            SourceId = allocation.Id,
            ByDocument = true,
        }, ct);
        allocation.EntryId = posted.Entry.Id;
        return new Made(allocation, posted.Event);
    }

    /// <summary>Opens again what an allocation settled; what was posted for it is reversed.</summary>
    public static async Task<EntryPosted?> Undo(TenantDb db, Call call, Allocation allocation, OpenItem debit, OpenItem credit, DateOnly on, CancellationToken ct)
    {
        debit.Take(-allocation.DebitAmount.Amount, -allocation.DebitBook);
        credit.Take(-allocation.CreditAmount.Amount, -allocation.CreditBook);
        allocation.UndoneOn = on;
        await SettledDocument.Update(db, debit, ct);
        await SettledDocument.Update(db, credit, ct);
        if (allocation.EntryId is not { } entryId)
            return null;
        var entry = await db.Find<Entry>(entryId, ct) ?? throw new InvalidOperationException("The entry of an allocation is gone.");
        return (await Posting.Post(db, call, await ReverseEntry.Draft(db, call, entry, on, null, ct), ct)).Event;
    }

    private static (decimal Debit, decimal Credit) Parts(OpenItem debit, OpenItem credit, decimal? debitPart, decimal? creditPart)
    {
        if (!debit.IsDebit || credit.IsDebit)
            throw Refused("not_opposite", "A credit settles a debit: two items of one side can't settle each other.");
        if (debit.AccountId != credit.AccountId || debit.PartnerId != credit.PartnerId)
            throw Refused("different_partner", "Only items of one partner and one account settle each other.");
        var (openDebit, openCredit) = (Math.Abs(debit.Remaining), Math.Abs(credit.Remaining));
        if (openDebit == 0 || openCredit == 0)
            throw Refused("nothing_open", $"{(openDebit == 0 ? debit.Number : credit.Number)} has nothing open.");
        if (debit.Amount.Currency == credit.Amount.Currency)
            debitPart = creditPart = debitPart ?? creditPart ?? Math.Min(openDebit, openCredit);
        else if (debitPart is null || creditPart is null)
            throw Refused("both_amounts_needed", $"Say how much of {credit.Amount.Currency} settles how much of {debit.Amount.Currency}.");
        if (debitPart <= 0 || creditPart <= 0 || !CurrencyUnits.Fits(debitPart!.Value, debit.Amount.Currency) || !CurrencyUnits.Fits(creditPart!.Value, credit.Amount.Currency))
            throw Refused("wrong_amount", "The amount must be above zero and have no more decimals than its currency.");
        if (debitPart > openDebit)
            throw Refused("more_than_open", FormattableString.Invariant($"{debit.Number} has {openDebit} {debit.Amount.Currency} open."));
        if (creditPart > openCredit)
            throw Refused("more_than_open", FormattableString.Invariant($"{credit.Number} has {openCredit} {credit.Amount.Currency} open."));
        return (debitPart.Value, creditPart.Value);
    }

    /// <summary>
    /// In one currency only the difference of the rates is posted. Between two, each passes through the exchange account, so that each currency
    /// balances: its two lines have the same value in the book currency.
    /// </summary>
    private static IEnumerable<DraftLine> Lines(OpenItem debit, OpenItem credit, Allocation allocation, string book)
    {
        var gain = allocation.ExchangeGain;
        var control = new DraftLine { AccountId = debit.AccountId, PartnerId = debit.PartnerId };
        var result = new DraftLine { Role = gain > 0 ? AccountRole.ExchangeGain : AccountRole.ExchangeLoss, Book = -gain };
        var (taken, given) = (allocation.DebitAmount, allocation.CreditAmount);
        if (taken.Currency == given.Currency)
        {
            if (gain == 0)
                yield break;
            yield return control with { Currency = taken.Currency, Book = gain };
            yield return result with { Currency = taken.Currency };
            yield break;
        }

        var value = taken.Currency == book ? taken.Amount : allocation.CreditBook;
        var exchange = new DraftLine { Role = AccountRole.CurrencyExchange };
        yield return control with { Currency = taken.Currency, Credit = taken.Amount, Book = -allocation.DebitBook };
        yield return exchange with { Currency = taken.Currency, Debit = taken.Amount, Book = value };
        yield return control with { Currency = given.Currency, Debit = given.Amount, Book = allocation.CreditBook };
        yield return exchange with { Currency = given.Currency, Credit = given.Amount, Book = -value };
        if (gain != 0)
            yield return result with { Currency = taken.Currency == book ? given.Currency : taken.Currency };
    }

    private static Fault Refused(string code, string message) => Fault.Refused(new Refusal(code, message));
}
