using Nexus.Kernel.Declare;

namespace Nexus.Modules.Inventory.Valuation;

/// <summary>
/// The average cost of what is there: a quantity and what it is worth. Entered late, a movement is put in its place by adding all up anew; what
/// comes out otherwise than what stands in the books is a revaluation of today.
/// </summary>
internal sealed class MovingAverage(decimal quantity, decimal value, decimal unitCost, string currency)
{
    public decimal Quantity { get; private set; } = quantity;

    public decimal Value { get; private set; } = value;

    /// <summary>What one cost when some last came in.</summary>
    public decimal UnitCost { get; private set; } = unitCost;

    /// <returns>What it was worth.</returns>
    public decimal Out(decimal quantity)
    {
        var there = Math.Min(quantity, Math.Max(Quantity, 0));
        var value = (there == 0 ? 0 : there == Quantity ? Value : Currency.Round(Value * there / Quantity, currency)) + Currency.Round((quantity - there) * UnitCost, currency);
        Quantity -= quantity;
        Value -= value;
        return value;
    }

    /// <returns>By how much the value changes beyond the cost: what had gone out without being there was taken to have cost something else.</returns>
    public decimal In(decimal quantity, decimal cost)
    {
        var covered = Math.Min(quantity, Math.Max(-Quantity, 0));
        var owed = covered == 0 ? 0 : covered == -Quantity ? -Value : Currency.Round(Value * covered / Quantity, currency);
        var paid = covered == quantity ? cost : Currency.Round(cost * covered / quantity, currency);
        var revaluation = covered == 0 ? 0 : owed - paid;
        Quantity += quantity;
        Value += cost + revaluation;
        UnitCost = UnitCostOf(quantity, cost);
        return revaluation;
    }

    /// <summary>What the stock would be worth had all been entered in the order in which it happened.</summary>
    /// <param name="movements">Quantity and value of each; what went out is valued anew.</param>
    public static decimal Replay(IEnumerable<(decimal Quantity, decimal Value)> movements, string currency)
    {
        var average = new MovingAverage(0, 0, 0, currency);
        foreach (var (quantity, value) in movements)
        {
            if (quantity > 0)
                average.In(quantity, value);
            else
                average.Out(-quantity);
        }

        return average.Value;
    }

    /// <summary>Cost of one, kept finer than what is paid.</summary>
    public static decimal UnitCostOf(decimal quantity, decimal cost) => Math.Round(cost / quantity, 8, MidpointRounding.AwayFromZero);
}
