using System.Globalization;
using Nexus.Kernel.Declare;
using Nexus.Modules.Catalog.Products;

namespace Nexus.Modules.Catalog.Prices;

/// <summary>All that decides prices on a day: the lists that hold for a customer in their order, lists that those follow, their prices, and variants.</summary>
public sealed record PriceBook(DateOnly Day, string Currency, IReadOnlyList<PriceList> Holding, IReadOnlyDictionary<Guid, PriceList> Lists, ILookup<(Guid List, Guid Variant), Price> Prices)
{
    /// <summary>The price of one, from the first list that has one, else the variant's own; null when there is none.</summary>
    public FoundPrice? Find(Variant variant, decimal quantity)
    {
        var passed = new List<string>();
        foreach (var list in Holding)
        {
            if (In(list, variant.Id, quantity, 1) is { } found)
                return new FoundPrice(found.Amount, list.IncludesTax, list, [.. passed, .. found.Why]);
            passed.Add($"{list.Name} has no price for it.");
        }

        if (variant.Price is not { } own)
            return null;
        return own.Currency == Currency
            ? new FoundPrice(own.Amount, variant.PriceIncludesTax, null, [.. passed, "The variant's own price."])
            : null;
    }

    private (decimal Amount, string[] Why)? In(PriceList list, Guid variant, decimal quantity, int length)
    {
        var price = Prices[(list.Id, variant)]
            .Where(p => p.MinimumQuantity <= quantity && !(p.ValidFrom > Day) && !(p.ValidTo < Day))
            .OrderByDescending(p => p.MinimumQuantity).ThenByDescending(p => p.ValidFrom is not null || p.ValidTo is not null)
            .FirstOrDefault();
        if (price is not null)
            return (price.Amount, [$"{list.Name}: {Text(price.Amount)} from {Text(price.MinimumQuantity)} on{Validity(price)}."]);

        if (list.BaseListId is not { } id || !Lists.TryGetValue(id, out var followed) || length >= PriceList.ChainMax || In(followed, variant, quantity, length + 1) is not { } its)
            return null;
        var amount = Round(its.Amount * (1 + list.Percent / 100), list);
        return (amount, [.. its.Why, $"{list.Name} follows {followed.Name} with {list.Percent.ToString("+0.##;-0.##;+0", CultureInfo.InvariantCulture)} %, rounded to {Text(list.RoundTo ?? Cent)}: {Text(amount)}."]);
    }

    private decimal Cent => (decimal)Math.Pow(10, -Kernel.Declare.Currency.Digits(Currency));

    private decimal Round(decimal amount, PriceList list) => list.RoundTo is { } step
        ? Math.Round(amount / step, MidpointRounding.AwayFromZero) * step
        : Kernel.Declare.Currency.Round(amount, Currency);

    private static string Validity(Price price) => (price.ValidFrom, price.ValidTo) switch
    {
        (null, null) => "",
        ({ } from, null) => $", since {from:yyyy-MM-dd}",
        (null, { } to) => $", until {to:yyyy-MM-dd}",
        ({ } from, { } to) => $", {from:yyyy-MM-dd} to {to:yyyy-MM-dd}",
    };

    internal static string Text(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>What one costs, and why.</summary>
/// <param name="List">The list that it is from; null for the variant's own price.</param>
/// <param name="Why">How it came about, sentence by sentence.</param>
public sealed record FoundPrice(decimal Amount, bool IncludesTax, PriceList? List, IReadOnlyList<string> Why);
