using FsCheck;
using FsCheck.Fluent;
using Nexus.Kernel.Declare;
using Nexus.Modules.Catalog.Prices;
using Nexus.Modules.Catalog.Products;
using Nexus.Modules.Catalog.Taxes;

namespace Nexus.Tests.Catalog;

/// <summary>What a quote refuses, in order of precedence, and that its amounts always add up.</summary>
[TestClass]
public sealed class QuoteDecisionTests
{
    private static readonly DateOnly Day = new(2026, 5, 10);
    private static readonly TaxClass Standard = new() { Id = Guid.CreateVersion7(), Name = "Standard" };
    private static readonly TaxClass Books = new() { Id = Guid.CreateVersion7(), Name = "Books", Level = TaxLevel.Reduced };

    [TestMethod]
    public void Quote()
    {
        (string What, Shop Given, string? Refusal)[] rows =
        [
            ("an unknown variant before all", new Shop { Known = false, Status = ProductStatus.Draft }, "unknown_variant"),
            ("a draft", new Shop { Status = ProductStatus.Draft, Kind = ProductKind.Bundle }, "not_for_sale"),
            ("a discontinued product", new Shop { Status = ProductStatus.Discontinued }, "not_for_sale"),
            ("an empty bundle", new Shop { Kind = ProductKind.Bundle, Price = null }, "bundle_empty"),
            ("a bundle with an archived part", new Shop { Kind = ProductKind.Bundle, Price = null, Part = PartIs.Archived }, "bundle_incomplete"),
            ("no price", new Shop { Price = null }, "no_price"),
            ("a bundle whose part has no price", new Shop { Kind = ProductKind.Bundle, Price = null, Part = PartIs.Free }, "no_price"),
            ("a bundle whose parts have prices", new Shop { Kind = ProductKind.Bundle, Price = null, Part = PartIs.Priced }, null),
            ("a price", new Shop(), null),
        ];
        foreach (var (what, given, refusal) in rows)
            Assert.AreEqual(refusal, given.Quote(1).Refused?.Code, what);
    }

    [TestMethod]
    public void A_quote_tells_how_it_came_about()
    {
        var quote = new Shop { Kind = ProductKind.Bundle, Price = null, Part = PartIs.Priced }.Quote(3).Happened!;
        var line = quote.Lines.Single();
        Assert.AreEqual((60m, 11.4m, 71.4m), (line.Net, line.Tax, line.Gross));
        Assert.AreEqual("2 × PART at 10. Together: 20. Standard in DE on 2026-05-10: USt 19 %.", string.Join(' ', line.Why));
        Assert.AreEqual(6m, line.Components.Single().Quantity);
        Assert.AreEqual((19m, 60m, 11.4m), (quote.Taxes.Single().Percent, quote.Taxes.Single().Net, quote.Taxes.Single().Tax));
    }

    [TestMethod]
    public void Net_tax_and_gross_add_up_and_the_tax_of_a_rate_is_that_of_its_sum()
    {
        var line = from price in Gen.Choose(1, 100_000).Select(p => p / 1000m)
                   from quantity in Gen.Choose(1, 5_000).Select(q => q / 100m)
                   from includes in Gen.Elements(true, false)
                   from reduced in Gen.Elements(true, false)
                   select (price, quantity, includes, reduced);
        var currencies = Gen.Elements("EUR", "JPY", "KWD");
        Prop.ForAll(Arb.From(Gen.ArrayOf(line).SelectMany(_ => currencies, (lines, currency) => (lines, currency))), given =>
        {
            var quote = Totals(given.lines, given.currency);
            Assert.AreEqual(quote.Gross, quote.Net + quote.Tax);
            Assert.AreEqual(quote.Net, quote.Taxes.Sum(t => t.Net));
            Assert.AreEqual(quote.Tax, quote.Taxes.Sum(t => t.Tax));
            foreach (var sold in quote.Lines)
                Assert.AreEqual(Currency.Round(sold.UnitPrice * sold.Quantity, given.currency), sold.IncludesTax ? sold.Gross : sold.Net);
            foreach (var sold in quote.Lines.SelectMany(l => new[] { l.Net, l.Tax, l.Gross }))
                Assert.AreEqual(Currency.Round(sold, given.currency), sold);
            foreach (var group in quote.Lines.GroupBy(l => (l.TaxRate.Percent, l.IncludesTax)).Where(g => !g.Key.IncludesTax))
                Assert.AreEqual(Currency.Round(group.Sum(l => l.Net) * group.Key.Percent / 100, given.currency), group.Sum(l => l.Tax));
        }).QuickCheckThrowOnFailure();
    }

    private static PriceQuote Totals((decimal Price, decimal Quantity, bool Includes, bool Reduced)[] lines, string currency)
    {
        var product = new Product { Id = Guid.CreateVersion7(), TaxClassId = Standard.Id };
        var book = new Product { Id = Guid.CreateVersion7(), TaxClassId = Books.Id };
        var variants = lines.Select(l => new Variant { Id = Guid.CreateVersion7(), ProductId = (l.Reduced ? book : product).Id, Price = new Money(l.Price, currency), PriceIncludesTax = l.Includes }).ToArray();
        var state = State(variants, [product, book], [], currency);
        return QuotePrices.Decide(new QuotePrices([.. variants.Zip(lines, (v, l) => new QuoteLine(v.Id, l.Quantity))]), state).Happened!;
    }

    private static QuoteState State(Variant[] variants, Product[] products, BundleItem[] items, string currency) => new(
        new PriceBook(Day, currency, [], new Dictionary<Guid, PriceList>(), Array.Empty<Price>().ToLookup(p => (p.PriceListId, p.VariantId))),
        "DE", variants.ToDictionary(v => v.Id), products.ToDictionary(p => p.Id), items.ToLookup(i => i.BundleId),
        new TaxTable([Standard, Books], [Rate(Standard, "USt 19 %", 19), Rate(Books, "USt 7 %", 7)]));

    private static TaxRate Rate(TaxClass taxClass, string name, decimal percent) => new() { Id = Guid.CreateVersion7(), TaxClassId = taxClass.Id, Name = name, Percent = percent, Country = "DE", ValidFrom = new DateOnly(2007, 1, 1) };

    private enum PartIs
    {
        Absent,
        Archived,
        Free,
        Priced,
    }

    private sealed record Shop
    {
        public bool Known { get; init; } = true;

        public ProductStatus Status { get; init; } = ProductStatus.Active;

        public ProductKind Kind { get; init; }

        public decimal? Price { get; init; } = 5;

        public PartIs Part { get; init; }

        public Outcome<PriceQuote> Quote(decimal quantity)
        {
            var (product, partOf) = (new Product { Id = Guid.CreateVersion7(), Status = Status, Kind = Kind }, new Product { Id = Guid.CreateVersion7() });
            var sold = new Variant { Id = Guid.CreateVersion7(), ProductId = product.Id, Sku = "SOLD", Price = Price is { } amount ? new Money(amount, "EUR") : null };
            var part = new Variant { Id = Guid.CreateVersion7(), ProductId = partOf.Id, Sku = "PART", Price = Part is PartIs.Priced ? new Money(10, "EUR") : null };
            Variant[] variants = [.. Known ? [sold] : Array.Empty<Variant>(), .. Part is PartIs.Free or PartIs.Priced ? [part] : Array.Empty<Variant>()];
            BundleItem[] items = Part is PartIs.Absent ? [] : [new BundleItem { BundleId = sold.Id, ComponentId = part.Id, Quantity = 2 }];
            return QuotePrices.Decide(new QuotePrices([new QuoteLine(sold.Id, quantity)]), State(variants, [product, partOf], items, "EUR"));
        }
    }
}
