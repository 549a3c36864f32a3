using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.Invoices;

/// <summary>Drafts an invoice, a bill or a credit note. It has no number and can be changed until finance.invoice.post posts it.</summary>
[Operation("finance.invoice.create", Effect.Write)]
public sealed record CreateInvoice : InvoiceInput, IWideOperation<CreateInvoice, InvoiceDrafted>
{
    public static async Task<Outcome<InvoiceDrafted>> Run(CreateInvoice input, TenantDb db, Call call, CancellationToken ct)
    {
        var (invoice, lines) = await InvoiceMaking.Make(input, db, call, ct);
        return Outcome.Of(InvoiceDrafted.Of(invoice, lines)).Add(invoice).Add([.. lines]).AnswerWith(invoice);
    }
}

/// <summary>
/// Makes an invoice, a bill or a credit note and posts it at once: it gets its number, and what is owed becomes an open item. Lines name the
/// account by its role (revenue, shipping_revenue, expense …), so that the call holds whatever chart the business has.
/// </summary>
[Operation("finance.invoice.create_and_post", Effect.Write)]
public sealed record CreateAndPostInvoice : InvoiceInput, IWideOperation<CreateAndPostInvoice, InvoicePosted>
{
    public static async Task<Outcome<InvoicePosted>> Run(CreateAndPostInvoice input, TenantDb db, Call call, CancellationToken ct)
    {
        var (invoice, lines) = await InvoiceMaking.Make(input, db, call, ct);
        var (happened, entry, _) = await Invoicing.Post(db, call, invoice, lines, ct);
        return Outcome.Of(happened).Also(entry).Add(invoice).Add([.. lines]).AnswerWith(invoice);
    }
}

/// <summary>Replaces a draft's contents by others.</summary>
[Operation("finance.invoice.change", Effect.Write)]
public sealed record ChangeInvoice : InvoiceInput, IWideOperation<ChangeInvoice, InvoiceDrafted>
{
    /// <summary>The draft.</summary>
    public Guid InvoiceId { get; init; }

    public static async Task<Outcome<InvoiceDrafted>> Run(ChangeInvoice input, TenantDb db, Call call, CancellationToken ct)
    {
        var invoice = await db.Find<Invoice>(input.InvoiceId, ct) ?? throw Fault.NotFound("invoice");
        if (invoice.Status is not InvoiceStatus.Draft)
            return new Refusal("not_a_draft", "Only a draft can be changed. What is posted is taken back by a credit note.");
        var (made, lines) = await InvoiceMaking.Make(input, db, call, ct);
        (invoice.Kind, invoice.PartnerId, invoice.PartnerName, invoice.IssuedOn, invoice.DueOn, invoice.DeliveredOn) = (made.Kind, made.PartnerId, made.PartnerName, made.IssuedOn, made.DueOn, made.DeliveredOn);
        (invoice.PricesIncludeTax, invoice.Net, invoice.Tax, invoice.Gross, invoice.Outstanding, invoice.Rate, invoice.Taxes) = (made.PricesIncludeTax, made.Net, made.Tax, made.Gross, made.Outstanding, made.Rate, made.Taxes);
        (invoice.PaymentTermId, invoice.Reference, invoice.BuyerReference, invoice.CreditsInvoiceId, invoice.Note, invoice.BillTo) = (made.PaymentTermId, made.Reference, made.BuyerReference, made.CreditsInvoiceId, made.Note, made.BillTo);
        foreach (var line in await db.Query<InvoiceLine>($"where t.invoice_id = {invoice.Id} and t.archived_at is null", ct))
            line.ArchivedAt = call.Now;
        foreach (var line in lines)
            line.InvoiceId = invoice.Id;
        return Outcome.Of(InvoiceDrafted.Of(invoice, lines)).Add([.. lines]).AnswerWith(invoice);
    }
}

/// <summary>Posts a draft: it gets its number, and what is owed becomes an open item. From then on it isn't changed.</summary>
/// <param name="InvoiceId">The draft.</param>
[Operation("finance.invoice.post", Effect.Write)]
public sealed record PostInvoice(Guid InvoiceId) : IWideOperation<PostInvoice, InvoicePosted>
{
    public static async Task<Outcome<InvoicePosted>> Run(PostInvoice input, TenantDb db, Call call, CancellationToken ct)
    {
        var invoice = await db.Find<Invoice>(input.InvoiceId, ct) ?? throw Fault.NotFound("invoice");
        if (invoice.Status is not InvoiceStatus.Draft)
            return new Refusal("not_a_draft", "Only a draft can be posted.");
        var lines = await db.Query<InvoiceLine>($"where t.invoice_id = {invoice.Id} and t.archived_at is null order by t.position", ct);
        var (happened, entry, _) = await Invoicing.Post(db, call, invoice, lines, ct);
        return Outcome.Of(happened).Also(entry).AnswerWith(invoice);
    }
}

/// <summary>Throws a draft away.</summary>
/// <param name="InvoiceId">The draft.</param>
[Operation("finance.invoice.discard", Effect.Write)]
public sealed record DiscardInvoice(Guid InvoiceId) : IOperation<DiscardInvoice, Invoice, InvoiceDiscarded>
{
    public static Task<Invoice?> Load(DiscardInvoice input, TenantDb db, CancellationToken ct) => db.Find<Invoice>(input.InvoiceId, ct);

    public static Outcome<InvoiceDiscarded> Decide(DiscardInvoice input, Invoice invoice, Call call)
    {
        if (invoice.Status is not InvoiceStatus.Draft)
            return new Refusal("not_a_draft", "Only a draft can be thrown away. What is posted is taken back by a credit note.");
        (invoice.Status, invoice.ArchivedAt) = (InvoiceStatus.Discarded, call.Now);
        return new InvoiceDiscarded(invoice.Id);
    }
}

/// <summary>An invoice, a bill or a credit note was drafted, or its draft changed.</summary>
[Event("finance.invoice.drafted")]
public sealed record InvoiceDrafted(Guid InvoiceId, InvoiceKind Kind, Guid PartnerId, Money Gross, IReadOnlyList<PostedInvoiceLine> Lines)
{
    internal static InvoiceDrafted Of(Invoice invoice, IReadOnlyList<InvoiceLine> lines) => new(invoice.Id, invoice.Kind, invoice.PartnerId, invoice.Gross, PostedInvoiceLine.Of(lines));
}

/// <summary>An invoice, a bill or a credit note was posted.</summary>
[Event("finance.invoice.posted")]
public sealed record InvoicePosted(Guid InvoiceId, string Number, InvoiceKind Kind, Guid PartnerId, string PartnerName, DateOnly IssuedOn, DateOnly DueOn, Money Net, Money Tax, Money Gross,
    string? Reference, Guid? CreditsInvoiceId, string? Source, Guid? SourceId, string? SourceKey, Guid? EntryId, IReadOnlyList<PostedInvoiceLine> Lines)
{
    internal static InvoicePosted Of(Invoice i, IReadOnlyList<InvoiceLine> lines) =>
        new(i.Id, i.Number!, i.Kind, i.PartnerId, i.PartnerName, i.IssuedOn, i.DueOn, i.Net, i.Tax, i.Gross, i.Reference, i.CreditsInvoiceId, i.Source, i.SourceId, i.SourceKey, i.EntryId, PostedInvoiceLine.Of(lines));
}

/// <summary>A line of an invoice as its event holds it.</summary>
public sealed record PostedInvoiceLine(Guid Id, int Position, string Description, string? Article, decimal Quantity, string Unit, decimal UnitPrice, decimal DiscountPercent, decimal Net, Guid? TaxCodeId, decimal TaxPercent, Guid? AccountId, Accounts.AccountRole? Role)
{
    internal static IReadOnlyList<PostedInvoiceLine> Of(IReadOnlyList<InvoiceLine> lines) =>
        [.. lines.Select(l => new PostedInvoiceLine(l.Id, l.Position, l.Description, l.Article, l.Quantity, l.Unit, l.UnitPrice, l.DiscountPercent, l.Net, l.TaxCodeId, l.TaxPercent, l.AccountId, l.Role))];
}

/// <summary>A draft was thrown away.</summary>
[Event("finance.invoice.discarded")]
public sealed record InvoiceDiscarded(Guid InvoiceId);
