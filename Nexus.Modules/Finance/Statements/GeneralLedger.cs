using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Statements;

/// <summary>General ledger: the postings of an account in their order, each with its entry and the balance after it, in the book currency. It begins with the opening balance.</summary>
/// <param name="AccountId">The account; all accounts when neither it nor its number is given.</param>
/// <param name="Account">Or the account's number.</param>
/// <param name="From">First day; the first of January when not given.</param>
/// <param name="To">Last day; today when not given.</param>
[Report("finance.general_ledger")]
public sealed record GeneralLedger([References<Account>] Guid? AccountId = null, string? Account = null, DateOnly? From = null, DateOnly? To = null) : IReport<GeneralLedger, GeneralLedger.Row>
{
    /// <param name="EntryId">Empty on the opening balance.</param>
    /// <param name="Entry">Number of the entry.</param>
    /// <param name="Balance">Balance of the account after the posting; debits are positive.</param>
    /// <param name="Amount">Debit less credit in the posting's own currency.</param>
    public sealed record Row([References<Account>] Guid AccountId, string Number, string Name, DateOnly? PostedOn, [References<Entry>] Guid? EntryId, string? Entry, string? Text, [References<Partner>] Guid? PartnerId,
        decimal Debit, decimal Credit, decimal Balance, decimal? Amount, string? Currency, string? Source, Guid? SourceId);

    public static Sql Query(GeneralLedger input, ReportDb db, Call call)
    {
        var (from, to) = (input.From ?? Month.NewYear(call), input.To ?? Month.Today(call));
        Sql which = (input.AccountId, input.Account) switch
        {
            ({ } id, _) => $"a.id = {id}",
            (_, { } number) => $"lower(a.number) = {number.ToLowerInvariant()}",
            _ => $"true",
        };
        return $"""
            with chosen as (
                select a.id, a.number, a.name, b.opening from {db.TableWithArchived<Account>()} a join ({Balances.Of(db, from, to)}) b on b.account_id = a.id where {which}
            ), postings as (
                select c.id, c.number, c.name, l.posted_on, l.entry_id, e.number as entry, coalesce(l.text, e.text) as text, l.partner_id, l.book_debit, l.book_credit,
                       c.opening + sum(l.book_debit - l.book_credit) over (partition by c.id order by l.posted_on, l.entry_id, l.position) as balance,
                       l.debit - l.credit as amount, l.currency, e.source, e.source_id, l.position
                from chosen c join {db.Table<EntryLine>()} l on l.account_id = c.id and l.posted_on between {from} and {to}
                join {db.Table<Entry>()} e on e.id = l.entry_id
            )
            select id as account_id, number, name, posted_on, entry_id, entry, text, partner_id, book_debit as debit, book_credit as credit, balance, amount, currency, source, source_id
            from (
                select c.id, c.number, c.name, null::date as posted_on, null::uuid as entry_id, null as entry, 'Opening balance' as text, null::uuid as partner_id, 0::numeric as book_debit, 0::numeric as book_credit,
                       c.opening as balance, null::numeric as amount, null as currency, null as source, null::uuid as source_id, 0::bigint as position
                from chosen c
                union all select * from postings) r
            order by number, posted_on nulls first, entry_id, position
            """;
    }
}
