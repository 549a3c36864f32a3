using Nexus.Kernel.Declare;
using Nexus.Modules.Catalog.Prices;
using Nexus.Modules.Catalog.Products;

namespace Nexus.Tests.Catalog;

/// <summary>Which price holds, by table.</summary>
[TestClass]
public sealed class PriceBookTests
{
    private static readonly DateOnly Day = new(2026, 5, 10);
    private static readonly Guid Mug = Guid.CreateVersion7();
    private static readonly PriceList Retail = new() { Id = Guid.CreateVersion7(), Name = "Retail", Currency = "EUR" };
    private static readonly PriceList Dealers = new() { Id = Guid.CreateVersion7(), Name = "Dealers", Currency = "EUR", BaseListId = Retail.Id, Percent = -20, RoundTo = 0.05m };
    private static readonly PriceList Friends = new() { Id = Guid.CreateVersion7(), Name = "Friends", Currency = "EUR", BaseListId = Dealers.Id, Percent = -50 };
    private static readonly PriceList Gifts = new() { Id = Guid.CreateVersion7(), Name = "Gifts", Currency = "EUR" };

    [TestMethod]
    [DataRow("one", 1, 9.99)]
    [DataRow("just below the break", 9.9999, 9.99)]
    [DataRow("at the break", 10, 8.49)]
    [DataRow("above the break", 50, 8.49)]
    [DataRow("at the second break, which is over", 100, 8.49)]
    public void The_greatest_quantity_that_is_reached_decides(string what, double quantity, double expected)
    {
        var book = Book([Retail], In(Retail, 9.99m), In(Retail, 8.49m, 10), In(Retail, 7m, 100, to: Day.AddDays(-1)), In(Retail, 6m, 100, from: Day.AddDays(1)));
        Assert.AreEqual((decimal)expected, book.Find(Variant(), (decimal)quantity)!.Amount, what);
    }

    [TestMethod]
    public void A_price_for_a_time_beats_the_one_without()
    {
        var book = Book([Retail], In(Retail, 9.99m), In(Retail, 4.99m, from: Day, to: Day));
        Assert.AreEqual(4.99m, book.Find(Variant(), 1)!.Amount);
        Assert.AreEqual(9.99m, (book with { Day = Day.AddDays(1) }).Find(Variant(), 1)!.Amount);
    }

    [TestMethod]
    public void A_list_follows_another_and_rounds_to_its_step()
    {
        var book = Book([Dealers], In(Retail, 9.99m));
        var found = book.Find(Variant(), 1)!;
        // 7.992, to a multiple of five cents.
        Assert.AreEqual(8.00m, found.Amount);
        Assert.AreEqual("Retail: 9.99 from 1 on. Dealers follows Retail with -20 %, rounded to 0.05: 8.", string.Join(' ', found.Why));
        Assert.AreEqual(7m, Book([Dealers], In(Retail, 9.99m), In(Dealers, 7m)).Find(Variant(), 1)!.Amount);
        Assert.AreEqual(4m, Book([Friends], In(Retail, 9.99m)).Find(Variant(), 1)!.Amount);
    }

    [TestMethod]
    public void The_first_list_with_a_price_decides_then_the_variants_own_and_else_there_is_none()
    {
        Assert.AreEqual((5m, "Dealers"), Found(Book([Gifts, Dealers, Retail], In(Retail, 9m), In(Dealers, 5m))));
        Assert.AreEqual((3m, null), Found(Book([Retail]), new Money(3, "EUR")));
        Assert.IsNull(Book([Retail]).Find(Variant(new Money(3, "USD")), 1));
        Assert.IsNull(Book([]).Find(Variant(), 1));

        static (decimal, string?) Found(PriceBook book, Money? own = null) => book.Find(Variant(own), 1) is { } found ? (found.Amount, found.List?.Name) : default;
    }

    private static Variant Variant(Money? price = null) => new() { Id = Mug, Sku = "MUG", Name = "Mug", Price = price };

    private static Price In(PriceList list, decimal amount, decimal from = 1, DateOnly? to = null) => In(list, amount, from, null, to);

    private static Price In(PriceList list, decimal amount, DateOnly from, DateOnly? to = null) => In(list, amount, 1, from, to);

    private static Price In(PriceList list, decimal amount, decimal quantity, DateOnly? from, DateOnly? to = null) =>
        new() { Id = Guid.CreateVersion7(), PriceListId = list.Id, VariantId = Mug, Amount = amount, MinimumQuantity = quantity, ValidFrom = from, ValidTo = to };

    private static PriceBook Book(PriceList[] holding, params Price[] prices) =>
        new(Day, "EUR", holding, new[] { Retail, Dealers, Friends }.ToDictionary(l => l.Id), prices.ToLookup(p => (p.PriceListId, p.VariantId)));
}
