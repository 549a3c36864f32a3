using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Catalog.Products;

namespace Nexus.Modules.Catalog.Prices;

/// <summary>What something costs on a day for a customer in a country, line by line: net, tax and gross, with the list, the rule and the tax rate that decided, and how it was rounded. Changes nothing.</summary>
/// <param name="Lines">What is asked for, at most 200 lines.</param>
/// <param name="Currency">The currency to pay in; the business's own when not given.</param>
/// <param name="CustomerGroupId">The group that the customer belongs to.</param>
/// <param name="Country">Where it is delivered to, which decides the tax; the business's own country when not given.</param>
/// <param name="On">The day; today when not given.</param>
[Operation("catalog.price.quote", Effect.Read)]
public sealed record QuotePrices([Required] QuoteLine[] Lines, [Currency] string? Currency = null, [References<CustomerGroup>] Guid? CustomerGroupId = null, [Country] string? Country = null, DateOnly? On = null)
    : IWideOperation<QuotePrices, PriceQuote>
{
    public const int LinesMax = 200;

    public static async Task<Outcome<PriceQuote>> Run(QuotePrices input, TenantDb db, Call call, CancellationToken ct) =>
        input.Lines.Length > LinesMax
            ? throw Fault.Invalid([new FieldFault("lines", "too_long", $"At most {LinesMax} lines can be asked for at once.")])
            : Decide(input, await QuoteState.Load(input, db, call, ct));

    /// <summary>The quote, from all that it depends on.</summary>
    public static Outcome<PriceQuote> Decide(QuotePrices input, QuoteState state)
    {
        var lines = new List<QuoteDraft>();
        foreach (var (line, index) in input.Lines.Select((l, i) => (l, i)))
        {
            var field = $"lines[{index}].variant_id";
            if (!state.Variants.TryGetValue(line.VariantId, out var variant))
                return new Refusal("unknown_variant", "There is no such variant, or it is archived.", field);
            var product = state.Products[variant.ProductId];
            if (product.Status is not ProductStatus.Active || product.ArchivedAt is not null)
                return new Refusal("not_for_sale", $"{variant.Sku} can't be bought: the product isn't active.", field);
            var components = state.Components[variant.Id].ToArray();
            if (product.Kind is ProductKind.Bundle && components.Length == 0)
                return new Refusal("bundle_empty", $"There is nothing in the bundle {variant.Sku}.", field);
            if (components.Any(c => !state.Variants.ContainsKey(c.ComponentId)))
                return new Refusal("bundle_incomplete", $"A part of the bundle {variant.Sku} is archived.", field);
            if ((state.Book.Find(variant, line.Quantity) ?? OfParts(state, components, line.Quantity)) is not { } price)
                return new Refusal("no_price", $"{variant.Sku} has no price in {state.Book.Currency}.", field);
            lines.Add(new QuoteDraft(line, variant, product, price, state.Taxes.Of(product, state.Country, state.Book.Day), components));
        }

        return Outcome.Of(Totals.Of(lines, state));
    }

    /// <summary>A bundle without a price of its own costs what its parts cost, each in the quantity that is bought.</summary>
    private static FoundPrice? OfParts(QuoteState state, IReadOnlyCollection<BundleItem> components, decimal quantity)
    {
        if (components.Count == 0)
            return null;
        var (sum, why, includesTax) = (0m, new List<string>(), (bool?)null);
        foreach (var item in components)
        {
            var part = state.Variants[item.ComponentId];
            if (state.Book.Find(part, quantity * item.Quantity) is not { } price || includesTax is { } before && before != price.IncludesTax)
                return null;
            includesTax = price.IncludesTax;
            sum += price.Amount * item.Quantity;
            why.Add($"{PriceBook.Text(item.Quantity)} × {part.Sku} at {PriceBook.Text(price.Amount)}.");
        }

        return new FoundPrice(sum, includesTax!.Value, null, [.. why, $"Together: {PriceBook.Text(sum)}."]);
    }
}

/// <summary>A line to be priced.</summary>
/// <param name="VariantId">What is bought.</param>
/// <param name="Quantity">How many.</param>
public sealed record QuoteLine([References<Variant>] Guid VariantId, [Range(0.0001, 1_000_000_000)] decimal Quantity = 1);
