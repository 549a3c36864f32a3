using System.Runtime.CompilerServices;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Payments;

namespace Nexus.Modules.Finance.OpenItems;

/// <summary>Keeps on an invoice or a payment what its open item has left.</summary>
internal static class SettledDocument
{
    // A document that the running operation makes is in no table yet.
    private static readonly ConditionalWeakTable<OpenItem, Resource> Made = [];

    /// <summary>Says which document an item that has just been made is of.</summary>
    public static OpenItem Of(this OpenItem item, Resource document)
    {
        Made.AddOrUpdate(item, document);
        return item;
    }

    public static async Task Update(TenantDb db, OpenItem item, CancellationToken ct)
    {
        var left = new Money(Math.Abs(item.Remaining), item.Amount.Currency);
        switch (item.Kind)
        {
            case OpenItemKind.Invoice or OpenItemKind.CreditNote:
                var invoice = Made.TryGetValue(item, out var made) ? (Invoice)made : await db.Find<Invoice>(item.DocumentId, ct);
                (invoice!.Outstanding, invoice.Status) = (left, left.Amount == 0 ? InvoiceStatus.Settled : InvoiceStatus.Open);
                break;
            case OpenItemKind.Payment:
                var payment = Made.TryGetValue(item, out made) ? (Payment)made : await db.Find<Payment>(item.DocumentId, ct);
                payment!.Unallocated = left;
                break;
        }
    }
}
