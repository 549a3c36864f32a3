using FsCheck;
using FsCheck.Fluent;
using Nexus.Modules.Inventory.Valuation;

namespace Nexus.Tests.Inventory;

/// <summary>Costs by example and by property: whatever comes in and goes out, also entered late, the value is that of the right goods.</summary>
[TestClass]
public sealed class ValuationTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A quantity that comes in at a cost, or goes out, on a day.</summary>
    private sealed record Step(int Day, decimal Quantity, decimal Cost);

    [TestMethod]
    public void First_in_is_first_out()
    {
        var book = new FifoBook();
        book.Run(new(1, 10, 10m), new(2, 10, 20m), new(3, -15, 0));
        Assert.AreEqual((20m, 10m, 5m), (book.CostOfGoods, book.Value, book.OnHand));
    }

    [TestMethod]
    public void What_is_entered_late_takes_its_place_and_the_difference_is_told()
    {
        var book = new FifoBook();
        book.Run(new(2, 10, 20m), new(3, -6, 0));
        Assert.AreEqual((12m, 8m), (book.CostOfGoods, book.Value));
        // It came the day before, cheaper: the six that left were these. No movement changes, the stock is worth six more than the sum of them.
        book.Run(new Step(1, 10, 10m));
        Assert.AreEqual((6m, 24m, 12m), (book.Revalued, book.Value, book.CostOfGoods));
    }

    [TestMethod]
    public void A_shortage_costs_what_covers_it()
    {
        var book = new FifoBook();
        book.Run(new(1, 5, 10m), new(2, -8, 0));
        // Three more than there were, at the last cost of two each.
        Assert.AreEqual((16m, -6m, -3m), (book.CostOfGoods, book.Value, book.OnHand));
        book.Run(new Step(3, 10, 30m));
        Assert.AreEqual((-3m, 21m, 7m), (book.Revalued, book.Value, book.OnHand));
    }

    [TestMethod]
    public void The_average_follows_what_comes_in_and_covers_a_shortage()
    {
        var average = new MovingAverage(0, 0, 0, "EUR");
        average.In(10, 10m);
        average.In(10, 30m);
        Assert.AreEqual(10m, average.Out(5));
        Assert.AreEqual(30m + 3m * 3, average.Out(18));
        Assert.AreEqual((-3m, -9m), (average.Quantity, average.Value));
        Assert.AreEqual(-3m, average.In(10, 40m));
        Assert.AreEqual((7m, 28m), (average.Quantity, average.Value));
    }

    [TestMethod]
    public void The_value_is_that_of_the_layers_and_of_movements_and_revaluations_together() => Prop.ForAll(Arb.From(Steps()), steps =>
    {
        var book = new FifoBook();
        book.Run(steps);
        Assert.AreEqual(book.Layers.Sum(l => l.RemainingValue), book.Value);
        Assert.AreEqual(book.Layers.Sum(l => l.Remaining), book.OnHand);
        Assert.AreEqual(book.Value, steps.Where(s => s.Quantity > 0).Sum(s => s.Cost) - book.CostOfGoods + book.Revalued);
        Assert.IsTrue(book.Layers.All(l => l.Remaining >= 0) || book.Layers.All(l => l.Remaining <= 0), "Something is left while something is owed.");
        Assert.IsTrue(book.Layers.All(l => l.OpenIn is null == (l.Remaining == 0)));
    }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Entered_in_any_order_the_oldest_layers_are_used_up() => Prop.ForAll(Arb.From(Steps(ins: true)), steps =>
    {
        // All that leaves has come: then it can't matter when it was entered.
        var left = 0m;
        var feasible = steps.Where(s => s.Quantity > 0 || (left += -s.Quantity) <= steps.Where(i => i.Quantity > 0).Sum(i => i.Quantity)).ToArray();
        var (late, ordered) = (new FifoBook(), new FifoBook());
        late.Run(feasible);
        ordered.Run([.. feasible.Where(s => s.Quantity > 0).OrderBy(s => s.Day), .. feasible.Where(s => s.Quantity < 0)]);
        Assert.AreEqual(ordered.OnHand, late.OnHand);
        // To the cent for each time that a layer was split.
        Assert.IsTrue(Math.Abs(ordered.Value - late.Value) <= 0.02m * steps.Length, $"{ordered.Value} in order, {late.Value} as entered");
    }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Step_by_step_the_average_is_what_a_replay_gives() => Prop.ForAll(Arb.From(Steps()), steps =>
    {
        var (average, revalued, movements) = (new MovingAverage(0, 0, 0, "EUR"), 0m, new List<(decimal, decimal)>());
        foreach (var step in steps)
        {
            if (step.Quantity > 0)
                revalued += average.In(step.Quantity, step.Cost);
            var value = step.Quantity > 0 ? step.Cost : -average.Out(-step.Quantity);
            movements.Add((step.Quantity, value));
        }

        Assert.AreEqual(average.Value, MovingAverage.Replay(movements, "EUR"));
        Assert.AreEqual(average.Value, movements.Sum(m => m.Item2) + revalued);
        if (average.Quantity == 0)
            Assert.AreEqual(0m, average.Value);
    }).QuickCheckThrowOnFailure();

    private static Gen<Step[]> Steps(bool ins = false) => Gen.ArrayOf(
        from day in Gen.Choose(1, 30)
        from quantity in Gen.Choose(1, 40).Select(q => q / 4m)
        from cost in Gen.Choose(0, 5_000).Select(c => c / 100m)
        from outwards in Gen.Choose(0, 9).Select(n => n < (ins ? 4 : 5))
        select outwards ? new Step(day, -quantity, 0) : new Step(day, quantity, cost));

    /// <summary>Layers as the stock book keeps them.</summary>
    private sealed class FifoBook
    {
        private readonly Guid _stock = Guid.CreateVersion7();
        private decimal _unitCost;
        private int _last;

        public List<CostLayer> Layers { get; } = [];

        public decimal Value { get; private set; }

        public decimal OnHand { get; private set; }

        public decimal CostOfGoods { get; private set; }

        public decimal Revalued { get; private set; }

        public void Run(params Step[] steps)
        {
            foreach (var step in steps)
            {
                if (step.Quantity > 0)
                    In(step);
                else
                    Out(step);
                OnHand += step.Quantity;
                _last = Math.Max(_last, step.Day);
            }
        }

        private void In(Step step)
        {
            var layer = Layer(step.Day);
            (layer.Quantity, layer.Cost, layer.Remaining, layer.RemainingValue, layer.OpenIn) = (step.Quantity, step.Cost, step.Quantity, step.Cost, _stock);
            var later = step.Day < _last ? Layers.Where(l => l.ReceivedAt > layer.ReceivedAt && l.Remaining < l.Quantity).OrderByDescending(l => l.ReceivedAt).ThenByDescending(l => l.Id) : Enumerable.Empty<CostLayer>();
            var revaluation = Fifo.In(layer, Layers.Where(l => l.Remaining < 0).OrderBy(l => l.ReceivedAt).ThenBy(l => l.Id).ToArray(), later.ToArray(), "EUR");
            Layers.Add(layer);
            _unitCost = MovingAverage.UnitCostOf(step.Quantity, step.Cost);
            Revalued += revaluation;
            Value += step.Cost + revaluation;
        }

        private void Out(Step step)
        {
            var lacking = Layer(step.Day);
            var value = Fifo.Out(Layers.OrderBy(l => l.ReceivedAt).ThenBy(l => l.Id).ToArray(), -step.Quantity, lacking, _unitCost, "EUR");
            if (lacking.Quantity != 0)
                Layers.Add(lacking);
            CostOfGoods += value;
            Value -= value;
        }

        private CostLayer Layer(int day) => new() { Id = Guid.CreateVersion7(Start.AddMilliseconds(Layers.Count)), StockId = _stock, ReceivedAt = Start.AddDays(day) };
    }
}
