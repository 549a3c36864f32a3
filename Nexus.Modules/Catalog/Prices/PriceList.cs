using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Catalog.Prices;

/// <summary>
/// Prices in a currency, for everybody or for a customer group, for a time or for good. A list can follow another one by a percentage;
/// prices of its own come first. Of the lists that hold, those of the customer's group come first, then those of higher priority.
/// </summary>
[Resource("catalog.price_list")]
public sealed class PriceList : Resource, IGuarded
{
    /// <summary>Lists that follow each other.</summary>
    public const int ChainMax = 5;

    /// <summary>What the list is called.</summary>
    [Required, MaxLength(100), Unique]
    public string Name { get; set; } = "";

    /// <summary>Currency of all its prices.</summary>
    [Required, Currency, Immutable]
    public string Currency { get; set; } = "";

    /// <summary>Whether its prices have the tax in them.</summary>
    [Immutable]
    public bool IncludesTax { get; set; }

    /// <summary>The customers for whom it holds; everybody when empty.</summary>
    [References<CustomerGroup>]
    public Guid? CustomerGroupId { get; set; }

    /// <summary>Of several lists that hold, the one with the higher number comes first.</summary>
    public int Priority { get; set; }

    /// <summary>The first day on which it holds.</summary>
    [Display(GroupName = "Validity")]
    public DateOnly? ValidFrom { get; set; }

    /// <summary>The last day on which it holds.</summary>
    [Display(GroupName = "Validity")]
    public DateOnly? ValidTo { get; set; }

    /// <summary>The list that it follows where it has no price of its own.</summary>
    [References<PriceList>, Display(GroupName = "Follows")]
    public Guid? BaseListId { get; set; }

    /// <summary>Percent added to that list's prices; less than zero takes off.</summary>
    [Range(-100, 1_000), Display(GroupName = "Follows")]
    public decimal Percent { get; set; }

    /// <summary>Such prices are rounded to a multiple of this, half of it up, such as 0.05; to the cent when not given.</summary>
    [Range(0.0001, 1_000_000), Display(GroupName = "Follows")]
    public decimal? RoundTo { get; set; }

    public override IEnumerable<FieldFault> Validate()
    {
        if (ValidTo < ValidFrom)
            yield return new FieldFault("valid_to", "out_of_range", "The last day can't be before the first.");
        if (BaseListId is null && Percent != 0)
            yield return new FieldFault("percent", "not_allowed", "Name the list that it follows.");
    }

    public async Task<Refusal?> Guard(TenantDb db, Call call, CancellationToken ct)
    {
        var (next, length) = (BaseListId, 1);
        while (next is { } id)
        {
            if (id == Id)
                return new Refusal("list_follows_itself", "A price list can't follow itself.", "base_list_id");
            if (++length > ChainMax)
                return new Refusal("chain_too_long", $"At most {ChainMax} lists can follow each other.", "base_list_id");
            if (await db.Find<PriceList>(id, ct) is not { } list)
                return null;
            if (list.Currency != Currency || list.IncludesTax != IncludesTax)
                return new Refusal("other_kind_of_list", "A list can follow only one in the same currency, and with the tax in its prices or not as it has itself.", "base_list_id");
            next = list.BaseListId;
        }

        return null;
    }
}
