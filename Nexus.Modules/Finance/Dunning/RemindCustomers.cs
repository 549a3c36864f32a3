using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Dunning;

/// <summary>
/// Reminds customers of what is overdue: each invoice rises by one level when its days have come and the last reminder is long enough ago; a
/// customer gets one notice for each currency. Run it every day by a job.
/// </summary>
/// <param name="On">The day; today when not given.</param>
/// <param name="ChargeFees">Post an invoice over the fee of the level.</param>
[Operation("finance.dunning_notice.run", Effect.Write, LargeEffect = true)]
public sealed record RemindCustomers(DateOnly? On = null, bool ChargeFees = false) : IWideOperation<RemindCustomers, CustomersReminded>
{
    /// <summary>Days between two reminders of one invoice.</summary>
    public const int DaysBetween = 7;

    /// <summary>Invoices that one call reminds of; call again for more.</summary>
    public const int ItemsMax = 2_000;

    public static async Task<Outcome<CustomersReminded>> Run(RemindCustomers input, TenantDb db, Call call, CancellationToken ct)
    {
        var on = input.On ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        var levels = (await db.Query<DunningLevel>($"where t.archived_at is null order by t.position", ct)).ToArray();
        if (levels.Length == 0)
            return new Refusal("no_levels", "There are no dunning levels. Create one first.");
        var items = await db.Query<OpenItem>($"""
            where t.ledger = {Ledger.Receivable} and t.kind = {OpenItemKind.Invoice} and t.remaining > 0 and t.due_on <= {on.AddDays(-levels[0].DaysOverdue)} and t.dunning_level < {levels[^1].Position}
              and (t.last_dunned_on is null or t.last_dunned_on <= {on.AddDays(-DaysBetween)})
              and not exists (select 1 from {db.Table<Partner>()} p where p.id = t.partner_id and p.no_dunning_until >= {on})
            order by t.id limit {ItemsMax} for update
            """, ct);
        var partners = (await db.Query<Partner>($"where t.id = any({items.Select(i => i.PartnerId).Distinct().ToArray()})", ct)).ToDictionary(p => p.Id);
        var happened = new List<object>();
        var notices = new List<DunningNotice>();
        foreach (var group in items.GroupBy(i => (i.PartnerId, i.Amount.Currency)))
        {
            if (Notice(group, partners[group.Key.PartnerId], levels, on, call) is not { } notice)
                continue;
            if (input.ChargeFees && notice.Fee > 0)
                happened.AddRange(await Charge(notice, db, call, ct));
            notices.Add(notice);
        }

        return notices.Count == 0
            ? new Refusal("nothing_to_remind", "Nothing has become overdue by another level.")
            : Outcome.Of(new CustomersReminded(notices[0].Id, on, [.. notices.Select(n => n.Id)])).Also([.. happened]).Add([.. notices]);
    }

    private static DunningNotice? Notice(IEnumerable<OpenItem> items, Partner partner, DunningLevel[] levels, DateOnly on, Call call)
    {
        var dunned = new List<DunnedItem>();
        var currency = "";
        foreach (var item in items)
        {
            var overdue = on.DayNumber - item.DueOn.DayNumber;
            if (levels.FirstOrDefault(l => l.Position > item.DunningLevel) is not { } next || overdue < next.DaysOverdue)
                continue;
            (item.DunningLevel, item.LastDunnedOn, currency) = (next.Position, on, item.Amount.Currency);
            dunned.Add(new DunnedItem(item.Id, item.Number, item.DueOn, overdue, item.Remaining, next.Position));
        }

        if (dunned.Count == 0)
            return null;
        var level = levels.First(l => l.Position == dunned.Max(d => d.Level));
        return new DunningNotice
        {
            Id = call.NewId(),
            PartnerId = partner.Id,
            PartnerName = partner.Name,
            NoticedOn = on,
            Level = level.Position,
            Total = new Money(dunned.Sum(d => d.Remaining), currency),
            Fee = level.Fee,
            Text = level.Text,
            Items = [.. dunned.OrderBy(d => d.DueOn)],
        };
    }

    private static async Task<IEnumerable<object>> Charge(DunningNotice notice, TenantDb db, Call call, CancellationToken ct)
    {
        var (invoice, lines) = await InvoiceMaking.Make(new CreateAndPostInvoice
        {
            PartnerId = notice.PartnerId,
            IssuedOn = notice.NoticedOn,
            Currency = db.Tenant.Currency,
            Source = "finance.dunning_notice",
            SourceId = notice.Id,
            Lines = [new InvoiceLineInput("Reminder fee", notice.Fee, Role: AccountRole.DunningFees)],
        }, db, call, ct);
        var (posted, entry, _) = await Invoicing.Post(db, call, invoice, lines, ct);
        db.Add(invoice);
        foreach (var line in lines)
            db.Add(line);
        notice.FeeInvoiceId = invoice.Id;
        return [posted, entry];
    }
}

/// <summary>Customers were reminded of what is overdue.</summary>
[Event("finance.dunning_notice.made")]
public sealed record CustomersReminded(Guid FirstNoticeId, DateOnly On, IReadOnlyList<Guid> Notices);
