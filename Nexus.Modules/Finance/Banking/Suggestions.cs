using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Banking;

/// <summary>
/// Which open items a bank line may pay, with points for each reason: the invoice's number in the text (55), the supplier's or customer's
/// reference (45), the amount to the cent (30), the payer's account (25), the payer's name (15).
/// </summary>
internal static class Suggestions
{
    /// <summary>From so many points on, and with no other item near it, a line is matched by itself.</summary>
    public const int Certain = 70;

    /// <summary>Below that an item isn't named.</summary>
    public const int Worth = 25;

    /// <summary>Shorter references are in too many texts.</summary>
    private const int ReferenceLengthMin = 4;

    /// <summary>Rows of line_id, open_item_id, document_id, number, partner_id, partner, remaining (positive), currency, due_on, score and reasons; the best first for each line.</summary>
    /// <param name="lines">A query of bank lines.</param>
    public static Sql Of(Sql lines, Sql items, Sql partners, Sql invoices) => $"""
        with lines as materialized (
            select l.id, l.amount, l.amount_currency, l.counterparty_iban, lower(l.counterparty) as counterparty, l.booked_on,
                   regexp_replace(upper(concat_ws(' ', l.reference, l.text)), '[^A-Z0-9]', '', 'g') as told
            from {lines} l where l.status = {BankLineStatus.Open}
        ), items as materialized (
            select i.id, i.document_id, i.number, i.partner_id, p.name as partner, lower(p.name) as partner_name, p.iban, abs(i.remaining) as remaining, sign(i.remaining) as side, i.amount_currency, i.due_on, i.posted_on,
                   regexp_replace(upper(i.number), '[^A-Z0-9]', '', 'g') as plain_number, regexp_replace(upper(v.reference), '[^A-Z0-9]', '', 'g') as plain_reference
            from {items} i join {partners} p on p.id = i.partner_id join {invoices} v on v.id = i.document_id
            where i.remaining <> 0
        ), scored as (
            select l.id as line_id, i.*, l.amount_currency as currency,
                   case when position(i.plain_number in l.told) > 0 then 55 else 0 end as by_number,
                   case when length(i.plain_reference) >= {ReferenceLengthMin} and position(i.plain_reference in l.told) > 0 then 45 else 0 end as by_reference,
                   case when abs(l.amount) = i.remaining then 30 else 0 end as by_amount,
                   case when l.counterparty_iban = i.iban then 25 else 0 end as by_account,
                   case when l.counterparty = i.partner_name or public.similarity(l.counterparty, i.partner_name) > 0.6 then 15 else 0 end as by_name
            from lines l join items i on i.amount_currency = l.amount_currency and i.side = sign(l.amount) and i.posted_on <= l.booked_on + 31
        )
        select s.line_id, s.id as open_item_id, s.document_id, s.number, s.partner_id, s.partner, s.remaining, s.currency, s.due_on, points.score, points.reasons
        from scored s cross join lateral (
            select least(100, greatest(s.by_number, s.by_reference) + s.by_amount + s.by_account + s.by_name) as score,
                   concat_ws(', ', case when s.by_number > 0 then 'number' end, case when s.by_reference > 0 then 'reference' end, case when s.by_amount > 0 then 'amount' end, case when s.by_account > 0 then 'account' end, case when s.by_name > 0 then 'name' end) as reasons) points
        where points.score >= {Worth}
        order by s.line_id, points.score desc, s.due_on, s.id
        """;
}

/// <summary>Which invoices and bills the open bank lines may pay, the most likely first, with the reasons. Match one by finance.bank_line.match.</summary>
/// <param name="BankLineId">Only of this line.</param>
/// <param name="BankStatementId">Only of this statement.</param>
[Report("finance.bank_suggestions", Axis = "number", Measure = "score")]
public sealed record BankSuggestions([References<BankLine>] Guid? BankLineId = null, [References<BankStatement>] Guid? BankStatementId = null) : IReport<BankSuggestions, BankSuggestions.Row>
{
    /// <param name="DocumentId">The invoice or bill.</param>
    /// <param name="Remaining">What is open of it.</param>
    /// <param name="Score">Points, at most 100; from 70 on it is matched by reconciling.</param>
    /// <param name="Reasons">What speaks for it.</param>
    public sealed record Row([References<BankLine>] Guid LineId, [References<OpenItem>] Guid OpenItemId, [References<Invoice>] Guid DocumentId, string Number, [References<Partner>] Guid PartnerId, string Partner, decimal Remaining, string Currency, DateOnly DueOn, int Score, string Reasons);

    public static Sql Query(BankSuggestions input, ReportDb db, Call call)
    {
        Sql line = input.BankLineId is { } one ? (Sql)$" and b.id = {one}" : Sql.Empty;
        Sql statement = input.BankStatementId is { } whole ? (Sql)$" and b.statement_id = {whole}" : Sql.Empty;
        return Suggestions.Of($"(select * from {db.Table<BankLine>()} b where true{line}{statement})", db.Table<OpenItem>(), db.TableWithArchived<Partner>(), db.Table<Invoice>());
    }
}
