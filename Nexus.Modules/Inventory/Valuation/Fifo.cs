using Nexus.Kernel.Declare;

namespace Nexus.Modules.Inventory.Valuation;

/// <summary>
/// First in, first out. Whatever the order in which movements are entered, the oldest layers are those that are used up. So what comes in for an
/// earlier day takes the place, in the past, of later layers that were used meanwhile: those are given back, and the difference in cost is a
/// revaluation of today. No movement is valued anew.
/// </summary>
internal static class Fifo
{
    /// <summary>Takes a quantity out of the layers, oldest first.</summary>
    /// <param name="open">Layers with something left, oldest first; at least as many as the quantity needs.</param>
    /// <param name="lacking">Where there are too few: a layer to hold what is owed.</param>
    /// <param name="unitCost">What one is taken to have cost, where there are too few.</param>
    /// <returns>What it was worth.</returns>
    public static decimal Out(IEnumerable<CostLayer> open, decimal quantity, CostLayer lacking, decimal unitCost, string currency)
    {
        var (left, value) = (quantity, 0m);
        foreach (var layer in open.Where(l => l.Remaining > 0))
        {
            if (left == 0)
                break;
            var taken = Math.Min(left, layer.Remaining);
            value += layer.Take(taken, currency);
            left -= taken;
        }

        if (left == 0)
            return value;
        var owed = Currency.Round(left * unitCost, currency);
        (lacking.Quantity, lacking.Cost, lacking.Remaining, lacking.RemainingValue, lacking.OpenIn) = (-left, -owed, -left, -owed, lacking.StockId);
        return value + owed;
    }

    /// <summary>Takes a new layer in.</summary>
    /// <param name="owed">Layers of less than nothing, oldest first: they are covered by it.</param>
    /// <param name="later">Layers that came later and are used up at least in part, the latest first.</param>
    /// <returns>By how much the stock's value changes beyond the layer's own cost.</returns>
    public static decimal In(CostLayer layer, IEnumerable<CostLayer> owed, IEnumerable<CostLayer> later, string currency)
    {
        var revaluation = 0m;
        foreach (var debt in owed.Where(l => l.Remaining < 0))
        {
            if (layer.Remaining == 0)
                break;
            var covered = Math.Min(layer.Remaining, -debt.Remaining);
            revaluation += -debt.Take(-covered, currency) - layer.Take(covered, currency);
        }

        foreach (var used in later.Where(l => l.Quantity > 0 && l.Remaining < l.Quantity))
        {
            if (layer.Remaining == 0)
                break;
            var moved = Math.Min(layer.Remaining, used.Quantity - used.Remaining);
            revaluation += used.GiveBack(moved, currency) - layer.Take(moved, currency);
        }

        return revaluation;
    }
}
