using Nexus.Kernel.Declare;
using Nexus.Modules.Catalog.Taxes;

namespace Nexus.Modules.Catalog.Prices;

/// <summary>
/// Adds up the lines of a quote. A line is its price times its quantity, rounded to the cent. The tax of a rate is computed once, on the sum of
/// its lines, as an invoice has to state it (EN 16931, BR-CO-17); the lines' shares are the differences of the rounded running sums, so that they
/// add up to it exactly.
/// </summary>
internal static class Totals
{
    private const string Rule = "Each line is rounded to the currency's smallest unit, half away from zero. Tax is computed for each rate on the sum of its lines, and shared out to them without a rest.";

    public static PriceQuote Of(IReadOnlyList<QuoteDraft> drafts, QuoteState state)
    {
        var currency = state.Book.Currency;
        var amounts = new Dictionary<QuoteDraft, (decimal Net, decimal Tax)>(ReferenceEqualityComparer.Instance);
        foreach (var group in drafts.GroupBy(d => (d.Tax.TaxRateId, d.Tax.Percent, d.Price.IncludesTax)))
        {
            var (running, shared) = (0m, 0m);
            foreach (var draft in group)
            {
                var amount = Currency.Round(draft.Price.Amount * draft.Line.Quantity, currency);
                running += amount;
                var tax = group.Key.IncludesTax
                    ? running - Currency.Round(running / (1 + group.Key.Percent / 100), currency)
                    : Currency.Round(running * group.Key.Percent / 100, currency);
                amounts[draft] = group.Key.IncludesTax ? (amount - (tax - shared), tax - shared) : (amount, tax - shared);
                shared = tax;
            }
        }

        var lines = drafts.Select(d => Line(d, amounts[d], state)).ToArray();
        var taxes = lines.GroupBy(l => (l.TaxRate.TaxRateId, l.TaxRate.Name, l.TaxRate.Percent))
            .Select(g => new QuotedTax(g.Key.TaxRateId, g.Key.Name, g.Key.Percent, g.Sum(l => l.Net), g.Sum(l => l.Tax)))
            .OrderByDescending(t => t.Percent).ToArray();
        return new PriceQuote(currency, state.Book.Day, state.Country, lines.Sum(l => l.Net), lines.Sum(l => l.Tax), lines.Sum(l => l.Gross), taxes, lines, Rule);
    }

    private static QuotedLine Line(QuoteDraft draft, (decimal Net, decimal Tax) amount, QuoteState state)
    {
        var (line, variant, price) = (draft.Line, draft.Variant, draft.Price);
        var components = draft.Components.Count == 0
            ? [new QuotedComponent(variant.Id, line.Quantity, draft.Product.Kind)]
            : draft.Components.Select(c => new QuotedComponent(c.ComponentId, c.Quantity * line.Quantity, state.Products[state.Variants[c.ComponentId].ProductId].Kind)).ToArray();
        return new QuotedLine(variant.Id, variant.Sku, variant.Name, line.Quantity, price.Amount, price.IncludesTax, price.List?.Id, price.List?.Name,
            amount.Net, amount.Tax, amount.Net + amount.Tax, draft.Tax, draft.Product.Kind, components, [.. price.Why, draft.Tax.Why]);
    }
}
