using Nexus.Modules.Finance.Currencies;

namespace Nexus.Modules.Finance.Tax;

/// <summary>A line as its tax is reckoned: what it comes to, with or without tax, and at which rate.</summary>
/// <param name="Amount">Quantity times price less discounts, rounded; with the tax where prices include it.</param>
internal sealed record TaxedLine(decimal Amount, TaxRow? Code, decimal Percent)
{
    /// <summary>Lines of one code and rate are taxed together.</summary>
    public (Guid?, decimal) Group => (Code?.Id, Percent);
}

/// <summary>What a tax comes to over all lines of a code and rate.</summary>
internal sealed record TaxSum(TaxRow? Code, decimal Percent, decimal Base, decimal Tax);

/// <summary>
/// Reckons tax once for each code and rate over the whole document, as EN 16931 does it (BR-CO-17), not line by line. Where prices include
/// the tax, what customers pay stays to the cent, and the net amounts of the lines are made to add up.
/// </summary>
internal static class TaxSums
{
    public static (IReadOnlyList<decimal> Nets, IReadOnlyList<TaxSum> Sums) Of(IReadOnlyList<TaxedLine> lines, bool pricesIncludeTax, string currency)
    {
        var nets = lines.Select(l => pricesIncludeTax ? CurrencyUnits.Round(l.Amount * 100 / (100 + PercentOf(l)), currency) : l.Amount).ToArray();
        var sums = new List<TaxSum>();
        foreach (var group in lines.Select((line, index) => (line, index)).GroupBy(l => l.line.Group))
        {
            var (first, charged) = (group.First().line, PercentOf(group.First().line));
            var amount = group.Sum(l => l.line.Amount);
            if (!pricesIncludeTax || charged == 0)
            {
                sums.Add(new TaxSum(first.Code, first.Percent, amount, CurrencyUnits.Round(amount * first.Percent / 100, currency)));
                continue;
            }

            var tax = CurrencyUnits.Round(amount * charged / (100 + charged), currency);
            var over = group.Sum(l => nets[l.index]) - (amount - tax);
            if (over != 0)
                nets[group.MaxBy(l => Math.Abs(nets[l.index])).index] -= over;
            sums.Add(new TaxSum(first.Code, first.Percent, amount - tax, tax));
        }

        return (nets, sums);
    }

    /// <summary>What the tax adds to the price: nothing where the buyer reckons it itself.</summary>
    private static decimal PercentOf(TaxedLine line) => line.Code is null or { IsSelfAssessed: true } ? 0 : line.Percent;
}
