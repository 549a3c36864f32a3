using System.Text.Json;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Currencies;
using Nexus.Modules.Finance.Periods;

namespace Nexus.Modules.Finance.Journals;

/// <summary>What postings have to know of the ledger, read at once: journals, the accounts and periods that are named, the rates of the day.</summary>
internal sealed record LedgerBook(
    string BookCurrency,
    IReadOnlyList<LedgerBook.JournalRow> Journals,
    IReadOnlyList<LedgerBook.AccountRow> Accounts,
    IReadOnlyList<LedgerBook.PeriodRow> Periods,
    IReadOnlyList<LedgerBook.RateRow> Rates)
{
    public sealed record JournalRow(Guid Id, string Code, JournalKind Kind, string Prefix, string? Currency, Guid? AccountId, bool Archived);

    public sealed record AccountRow(Guid Id, string Number, string Name, AccountKind Kind, AccountRole? Role, string? Currency, bool Archived)
    {
        public bool IsControl => Role is AccountRole.Receivable or AccountRole.Payable;
    }

    public sealed record PeriodRow(Guid Id, string Name, DateOnly StartsOn, DateOnly EndsOn, PeriodStatus Status, Guid YearId, string Year, PeriodStatus YearStatus);

    public sealed record RateRow(string Currency, DateOnly Day, decimal Rate);

    private sealed record Loaded(JournalRow[]? Journals, AccountRow[]? Accounts, PeriodRow[]? Periods, RateRow[]? Rates);

    public JournalRow? FindJournal(EntryDraft draft) => draft.JournalId is { } id
        ? Journals.FirstOrDefault(j => j.Id == id)
        : Journals.FirstOrDefault(j => j.Code == draft.Journal);

    /// <summary>The first journal of a kind.</summary>
    public JournalRow? JournalOf(JournalKind kind) => Journals.FirstOrDefault(j => j.Kind == kind && !j.Archived);

    public AccountRow? FindAccount(DraftLine line) => line switch
    {
        { AccountId: { } id } => Accounts.FirstOrDefault(a => a.Id == id),
        { Role: { } role } => Accounts.FirstOrDefault(a => a.Role == role && !a.Archived),
        _ => Accounts.FirstOrDefault(a => string.Equals(a.Number, line.Number, StringComparison.OrdinalIgnoreCase)),
    };

    public PeriodRow? PeriodOf(DateOnly day) => Periods.FirstOrDefault(p => p.StartsOn <= day && day <= p.EndsOn);

    public decimal? RateOf(string currency, DateOnly day) =>
        currency == BookCurrency ? 1 : Rates.FirstOrDefault(r => r.Currency == currency && r.Day == day)?.Rate;

    /// <summary>Reads what the drafts name. Periods stay as they are until the transaction ends: none can be closed under a posting.</summary>
    public static async Task<LedgerBook> Load(TenantDb db, IReadOnlyList<EntryDraft> drafts, CancellationToken ct)
    {
        var lines = drafts.SelectMany(d => d.Lines).ToArray();
        var days = drafts.Select(d => d.PostedOn).Distinct().ToArray();
        var ids = lines.Select(l => l.AccountId).OfType<Guid>().Distinct().ToArray();
        var numbers = lines.Where(l => l.AccountId is null && l.Role is null).Select(l => l.Number?.ToLowerInvariant()).OfType<string>().Distinct().ToArray();
        var roles = lines.Select(l => l.Role).OfType<AccountRole>().Distinct().Select(r => Nexus.Kernel.Declare.Names.Snake(r.ToString())).ToArray();
        var currencies = lines.Select(l => l.Currency).Concat(drafts.Select(d => d.Currency)).OfType<string>().Where(c => c != db.Tenant.Currency).Distinct().ToArray();
        Sql rates = currencies.Length == 0 ? (Sql)$"null" : $"""
            (select json_agg(json_build_object('currency', c, 'day', d, 'rate', r.rate))
             from unnest({currencies}) c, unnest({days}) d, lateral (
                 select x.rate from {db.Table<ExchangeRate>()} x where x.currency = c and x.valid_from <= d and x.archived_at is null order by x.valid_from desc limit 1) r)
            """;
        var json = await db.Scalar<string>($"""
            select json_build_object(
                'journals', (select json_agg(json_build_object('id', j.id, 'code', j.code, 'kind', j.kind, 'prefix', j.prefix, 'currency', j.currency, 'account_id', j.account_id, 'archived', j.archived_at is not null) order by j.created_at, j.id)
                    from {db.Table<Journal>()} j),
                'accounts', (select json_agg(json_build_object('id', a.id, 'number', a.number, 'name', a.name, 'kind', a.kind, 'role', a.role, 'currency', a.currency, 'archived', a.archived_at is not null) order by a.archived_at nulls first)
                    from {db.Table<Account>()} a where a.id = any({ids}) or lower(a.number) = any({numbers}) or a.role = any({roles})),
                'periods', (select json_agg(p) from (
                    select p.id, p.name, p.starts_on, p.ends_on, p.status, y.id as year_id, y.name as year, y.status as year_status
                    from {db.Table<Period>()} p join {db.Table<FiscalYear>()} y on y.id = p.fiscal_year_id
                    where exists (select 1 from unnest({days}) d where d between p.starts_on and p.ends_on) order by p.starts_on for share of p) p),
                'rates', {rates})::text
            """, ct);
        var loaded = JsonSerializer.Deserialize<Loaded>(json!, NexusJson.Options)!;
        return new LedgerBook(db.Tenant.Currency, loaded.Journals ?? [], loaded.Accounts ?? [], loaded.Periods ?? [], loaded.Rates ?? []);
    }
}
