using Nexus.Kernel.Declare;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Movements;

namespace Nexus.Modules.Inventory.Valuation;

/// <summary>
/// What came in at one time and cost, and how much of it is left (first in, first out). Where more went out than there was, a layer of less than
/// nothing waits for what covers it.
/// </summary>
[Resource("inventory.cost_layer", Title = nameof(ReceivedAt), Derived = Derived.None, Told = Told.ByOthers)]
[Index(nameof(StockId), nameof(ReceivedAt))]
public sealed class CostLayer : Resource
{
    /// <summary>The stock.</summary>
    [References<Stock>, Parent]
    public Guid StockId { get; set; }

    /// <summary>The same stock while something is left, else empty: so that what is left is found among all that was.</summary>
    [Indexed]
    public Guid? OpenIn { get; set; }

    /// <summary>The movement by which it came.</summary>
    [References<Movement>]
    public Guid MovementId { get; set; }

    /// <summary>When it came; older layers are used up first.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>How many came.</summary>
    public decimal Quantity { get; set; }

    /// <summary>What they cost together.</summary>
    public decimal Cost { get; set; }

    /// <summary>How many are left.</summary>
    public decimal Remaining { get; set; }

    /// <summary>What those are worth.</summary>
    public decimal RemainingValue { get; set; }

    /// <summary>Takes some out, the last with all the value that is left.</summary>
    /// <returns>What they were worth.</returns>
    internal decimal Take(decimal quantity, string currency)
    {
        var value = quantity == Remaining ? RemainingValue : Currency.Round(RemainingValue * quantity / Remaining, currency);
        Remaining -= quantity;
        RemainingValue -= value;
        OpenIn = Remaining == 0 ? null : StockId;
        return value;
    }

    /// <summary>Puts some of what was used up back.</summary>
    /// <returns>What they are worth.</returns>
    internal decimal GiveBack(decimal quantity, string currency)
    {
        var (used, cost) = (Quantity - Remaining, Cost - RemainingValue);
        var value = quantity == used ? cost : Currency.Round(cost * quantity / used, currency);
        Remaining += quantity;
        RemainingValue += value;
        OpenIn = StockId;
        return value;
    }
}
