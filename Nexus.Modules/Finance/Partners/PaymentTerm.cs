using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Finance.Partners;

/// <summary>By when invoices are to be paid.</summary>
[Resource("finance.payment_term", Setup = true)]
public sealed class PaymentTerm : Resource
{
    /// <summary>As it stands on the invoice, such as <c>30 days net</c>.</summary>
    [Required, MaxLength(200), Unique]
    public string Name { get; set; } = "";

    /// <summary>Days after the invoice's date.</summary>
    [Required, Range(0, 730)]
    public int Days { get; set; }

    /// <summary>True when the days count from the end of the invoice's month.</summary>
    public bool FromEndOfMonth { get; set; }

    /// <summary>Percent that may be taken off for paying early.</summary>
    [Range(0, 100), Display(GroupName = "Discount")]
    public decimal? DiscountPercent { get; set; }

    /// <summary>Within how many days it may be taken off.</summary>
    [Range(0, 365), Display(GroupName = "Discount")]
    public int? DiscountDays { get; set; }

    /// <summary>The last day on which an invoice is paid in time.</summary>
    internal DateOnly DueOn(DateOnly issued) =>
        (FromEndOfMonth ? new DateOnly(issued.Year, issued.Month, DateTime.DaysInMonth(issued.Year, issued.Month)) : issued).AddDays(Days);

    public override IEnumerable<FieldFault> Validate()
    {
        if (DiscountPercent is null != DiscountDays is null)
            yield return new FieldFault("discount_days", "incomplete", "A discount needs both its percent and its days.");
        if (DiscountDays > Days)
            yield return new FieldFault("discount_days", "out_of_range", "The discount can't last longer than the term.");
    }
}
