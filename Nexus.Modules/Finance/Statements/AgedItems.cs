using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Statements;

/// <summary>What partners owe or are owed, by how long it has been due.</summary>
/// <param name="Total">All that is open, in the book currency; payments without an invoice count against it.</param>
/// <param name="NotDue">Not yet due.</param>
/// <param name="Days1To30">Due for 1 to 30 days.</param>
/// <param name="Days31To60">Due for 31 to 60 days.</param>
/// <param name="Days61To90">Due for 61 to 90 days.</param>
/// <param name="Over90">Due for longer.</param>
/// <param name="Items">How many items are open.</param>
public sealed record AgedRow([References<Partner>] Guid PartnerId, string Partner, decimal Total, decimal NotDue, decimal Days1To30, decimal Days31To60, decimal Days61To90, decimal Over90, int Items);

/// <summary>Aged receivables: what each customer owes on a day, by how long it has been due, in the book currency. The open items stand behind it.</summary>
/// <param name="On">The day; today when not given. What was settled later counts as open.</param>
[Report("finance.aged_receivables", Axis = "partner", Measure = "total")]
public sealed record AgedReceivables(DateOnly? On = null) : IReport<AgedReceivables, AgedRow>
{
    public static Sql Query(AgedReceivables input, ReportDb db, Call call) => AgedItems.Of(Ledger.Receivable, input.On ?? Month.Today(call), db);
}

/// <summary>Aged payables: what each supplier is owed on a day, by how long it has been due, in the book currency. The open items stand behind it.</summary>
/// <param name="On">The day; today when not given. What was settled later counts as open.</param>
[Report("finance.aged_payables", Axis = "partner", Measure = "total")]
public sealed record AgedPayables(DateOnly? On = null) : IReport<AgedPayables, AgedRow>
{
    public static Sql Query(AgedPayables input, ReportDb db, Call call) => AgedItems.Of(Ledger.Payable, input.On ?? Month.Today(call), db);
}

/// <summary>Open items of a ledger as they stood on a day.</summary>
internal static class AgedItems
{
    public static Sql Of(Ledger ledger, DateOnly on, ReportDb db)
    {
        // Receivables are debits, payables credits: what is owed is positive in both.
        var side = ledger is Ledger.Receivable ? 1 : -1;
        return $"""
            with open as (
                select i.partner_id, i.due_on,
                       {side} * (i.book_amount - case when i.amount > 0 then coalesce(d.settled, 0) else -coalesce(c.settled, 0) end) as amount
                from {db.Table<OpenItem>()} i
                left join lateral (select sum(x.debit_book) as settled from {db.Table<Allocation>()} x where x.debit_item_id = i.id and x.allocated_on <= {on} and (x.undone_on is null or x.undone_on > {on})) d on true
                left join lateral (select sum(x.credit_book) as settled from {db.Table<Allocation>()} x where x.credit_item_id = i.id and x.allocated_on <= {on} and (x.undone_on is null or x.undone_on > {on})) c on true
                where i.ledger = {ledger} and i.posted_on <= {on}
            )
            select o.partner_id, p.name as partner, sum(o.amount) as total,
                   coalesce(sum(o.amount) filter (where o.due_on >= {on}), 0) as not_due,
                   coalesce(sum(o.amount) filter (where {on} - o.due_on between 1 and 30), 0) as days1_to30,
                   coalesce(sum(o.amount) filter (where {on} - o.due_on between 31 and 60), 0) as days31_to60,
                   coalesce(sum(o.amount) filter (where {on} - o.due_on between 61 and 90), 0) as days61_to90,
                   coalesce(sum(o.amount) filter (where {on} - o.due_on > 90), 0) as over90,
                   count(*) as items
            from open o join {db.TableWithArchived<Partner>()} p on p.id = o.partner_id
            where o.amount <> 0
            group by o.partner_id, p.name
            order by total desc, p.name
            """;
    }
}
