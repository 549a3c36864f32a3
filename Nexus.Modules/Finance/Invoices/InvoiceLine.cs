using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Tax;

namespace Nexus.Modules.Finance.Invoices;

/// <summary>A line of an invoice, a bill or a credit note.</summary>
[Resource("finance.invoice_line", Title = nameof(Description), Derived = Derived.None, Told = Told.ByOperation)]
public sealed class InvoiceLine : Resource
{
    /// <summary>The invoice.</summary>
    [ReadOnly(true), References<Invoice>, Parent]
    public Guid InvoiceId { get; set; }

    /// <summary>Place on the invoice, from 1.</summary>
    [ReadOnly(true)]
    public int Position { get; set; }

    /// <summary>What was sold or bought.</summary>
    [ReadOnly(true), MaxLength(InvoiceLineInput.DescriptionLengthMax)]
    public string Description { get; set; } = "";

    /// <summary>Article number.</summary>
    [ReadOnly(true)]
    public string? Article { get; set; }

    /// <summary>How much of it.</summary>
    [ReadOnly(true)]
    public decimal Quantity { get; set; }

    /// <summary>Unit of the quantity: a code of UN/ECE Recommendation 20, such as <c>C62</c> (piece), <c>HUR</c> (hour), <c>KGM</c>.</summary>
    [ReadOnly(true)]
    public string Unit { get; set; } = "";

    /// <summary>Price of one unit; with tax where the invoice's prices include it.</summary>
    [ReadOnly(true)]
    public decimal UnitPrice { get; set; }

    /// <summary>Percent off.</summary>
    [ReadOnly(true)]
    public decimal DiscountPercent { get; set; }

    /// <summary>What the line comes to without tax.</summary>
    [ReadOnly(true)]
    public decimal Net { get; set; }

    /// <summary>How it is taxed.</summary>
    [ReadOnly(true), References<TaxCode>]
    public Guid? TaxCodeId { get; set; }

    /// <summary>Rate of the tax.</summary>
    [ReadOnly(true)]
    public decimal TaxPercent { get; set; }

    /// <summary>The account of the revenue or the cost; that of the role when empty.</summary>
    [ReadOnly(true), References<Account>]
    public Guid? AccountId { get; set; }

    /// <summary>What the account is for.</summary>
    [ReadOnly(true)]
    public AccountRole? Role { get; set; }
}
