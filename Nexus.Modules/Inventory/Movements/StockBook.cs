using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Valuation;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Movements;

/// <summary>
/// The stock of a variant in a warehouse, locked while an operation moves some of it: each movement changes the balances, the value and the cost
/// layers together, and is told of by an event that holds its value.
/// </summary>
internal sealed class StockBook
{
    private readonly TenantDb _db;
    private readonly Call _call;
    private readonly decimal _availableBefore;
    private readonly List<object> _told = [];

    // What this operation has made already isn't in the database yet.
    private readonly List<Movement> _moved = [];
    private readonly List<CostLayer> _layers = [];
    private decimal _takenOut;

    private StockBook(TenantDb db, Call call, Stock stock)
    {
        _db = db;
        _call = call;
        Stock = stock;
        _availableBefore = stock.Available;
    }

    public Stock Stock { get; }

    private string Currency => Stock.Value.Currency;

    /// <summary>The stock, locked; with none of it where there was none yet.</summary>
    /// <param name="warehouseId">The first warehouse when none is named.</param>
    /// <exception cref="Fault">There is no such warehouse.</exception>
    public static async Task<StockBook> Open(TenantDb db, Call call, Guid variantId, Guid? warehouseId, CancellationToken ct)
    {
        var warehouse = await Find(db, warehouseId, ct);
        var item = await db.Get<Item>(variantId, ct);
        var stock = await db.FindOrAdd(new Stock
        {
            Id = Stock.IdOf(variantId, warehouse.Id),
            VariantId = variantId,
            WarehouseId = warehouse.Id,
            Value = new Money(0, call.Tenant.Currency),
            Valuation = warehouse.Valuation,
            Tracking = item?.Tracking ?? Tracking.None,
        }, call, ct);
        return new StockBook(db, call, stock);
    }

    /// <summary>Stock that is locked already.</summary>
    public static StockBook Of(TenantDb db, Call call, Stock stock) => new(db, call, stock);

    /// <summary>The warehouse named, or the first one.</summary>
    public static async Task<Warehouse> Find(TenantDb db, Guid? id, CancellationToken ct) =>
        (await db.Query<Warehouse>($"where t.archived_at is null and ({id}::uuid is null or t.id = {id}) order by t.position, t.id limit 1", ct)).FirstOrDefault()
        ?? throw Fault.Invalid([new FieldFault("warehouse_id", "unknown_reference", "There is no such warehouse.")]);

    /// <summary>The location named, or the warehouse's main one.</summary>
    /// <exception cref="Fault">It isn't there, or is in another warehouse.</exception>
    public async Task<Location> Place(Guid? id, CancellationToken ct, string field = "location_id")
    {
        if (id is null || id == Warehouse.MainLocationOf(Stock.WarehouseId))
            return new Location { Id = Warehouse.MainLocationOf(Stock.WarehouseId), WarehouseId = Stock.WarehouseId };
        var location = await _db.Get<Location>(id, ct) ?? throw Fault.Invalid([new FieldFault(field, "unknown_reference", "There is no such location.")]);
        return location.WarehouseId == Stock.WarehouseId ? location : throw Fault.Refused(new Refusal("other_warehouse", "The location is in another warehouse.", field));
    }

    /// <summary>Some comes in.</summary>
    /// <param name="value">What it is worth.</param>
    public async Task<Movement> In(Move move, Location location, Guid? lot, decimal quantity, decimal value, CancellationToken ct)
    {
        var level = await Level(location.Id, lot, ct);
        var movement = Add(move, location.Id, lot, quantity, value);
        var late = IsLate(move.At);
        var revaluation = Stock.Valuation is ValuationMethod.Fifo
            ? await IntoLayers(movement, late, ct)
            : late ? await Replayed(movement, ct) : IntoAverage(quantity, value);
        Stock.UnitCost = MovingAverage.UnitCostOf(quantity, value);
        Apply(level, location, quantity, value + revaluation, move.At);
        if (revaluation != 0)
            Revalue(movement, revaluation, late ? RevaluationReason.EnteredLate : RevaluationReason.CoveredShortage);
        return movement;
    }

    /// <summary>Some goes out, from one location and lot.</summary>
    public async Task<Movement> Out(Move move, Level level, Location location, decimal quantity, CancellationToken ct)
    {
        var late = IsLate(move.At);
        var id = _call.NewId();
        var value = Stock.Valuation is ValuationMethod.Fifo ? await OutOfLayers(id, move.At, quantity, ct) : OutOfAverage(quantity);
        var movement = Add(move, location.Id, level.LotId, -quantity, -value, id);
        var revaluation = late && Stock.Valuation is ValuationMethod.MovingAverage ? await Replayed(movement, ct) : 0;
        Apply(level, location, -quantity, -value + revaluation, move.At);
        if (revaluation != 0)
            Revalue(movement, revaluation, RevaluationReason.EnteredLate);
        return movement;
    }

    /// <summary>Some goes from one location of the warehouse to another: it is worth what it was.</summary>
    public async Task Within(Move move, Level level, Location from, Location to, decimal quantity, CancellationToken ct)
    {
        var target = await Level(to.Id, level.LotId, ct);
        Add(move, from.Id, level.LotId, -quantity, 0);
        Add(move, to.Id, level.LotId, quantity, 0);
        Apply(level, from, -quantity, 0, move.At);
        Apply(target, to, quantity, 0, move.At);
    }

    /// <summary>What one is worth now: the average of what is there, or what one cost last.</summary>
    public decimal CurrentCost => Stock is { OnHand: > 0, Value.Amount: >= 0 } ? Stock.Value.Amount / Stock.OnHand : Stock.UnitCost;

    /// <summary>Some goes out, from wherever there are some; more than there are where the warehouse allows it.</summary>
    /// <returns>Null when all was taken.</returns>
    public async Task<Refusal?> TakeOut(Move move, Location? location, Guid? lot, decimal quantity, CancellationToken ct, List<Movement>? made = null)
    {
        var mayLack = Stock.OnHand - Stock.OnHold < quantity && (await Find(_db, Stock.WarehouseId, ct)).AllowsNegative;
        var (taken, refused) = await Picking.Pick(this, _db, location, lot, quantity, mayLack, ct);
        foreach (var (level, place, some) in taken)
        {
            var movement = await Out(move, level, place, some, ct);
            made?.Add(movement);
        }

        return refused;
    }

    /// <summary>What there is of it at a location, locked.</summary>
    public Task<Level> Level(Guid location, Guid? lot, CancellationToken ct) => _db.FindOrAdd(new Level
    {
        Id = Balances.Level.IdOf(Stock.VariantId, location, lot),
        StockId = Stock.Id,
        VariantId = Stock.VariantId,
        LocationId = location,
        LotId = lot,
    }, _call, ct);

    /// <summary>The outcome of the operation that moved it, with all that there is to tell.</summary>
    public Outcome<TEvent> Tell<TEvent>(TEvent happened) where TEvent : class => Outcome.Of(happened).Also([.. Told()]);

    /// <summary>The events of the movements made so far.</summary>
    public IReadOnlyList<object> Told() => Stock.Crossed(_availableBefore) is { } crossed ? [.. _told, crossed] : _told;

    private bool IsLate(DateTimeOffset at) => at < Stock.LastMovedAt;

    private void Apply(Level level, Location location, decimal quantity, decimal value, DateTimeOffset at)
    {
        level.OnHand += quantity;
        Stock.Move(quantity, location.Purpose is LocationPurpose.Quarantine);
        Stock.Value = Stock.Value with { Amount = Stock.Value.Amount + value };
        if (!IsLate(at))
            Stock.LastMovedAt = at;
    }

    private Movement Add(Move move, Guid location, Guid? lot, decimal quantity, decimal value, Guid? id = null)
    {
        var movement = _db.Add(new Movement
        {
            Id = id ?? _call.NewId(),
            StockId = Stock.Id,
            VariantId = Stock.VariantId,
            WarehouseId = Stock.WarehouseId,
            LocationId = location,
            LotId = lot,
            Kind = move.Kind,
            Quantity = quantity,
            Value = new Money(value, Currency),
            EffectiveAt = move.At,
            Reference = move.Reference,
            SourceId = move.SourceId,
            Note = move.Note,
        });
        _told.Add(StockMoved.Of(movement));
        _moved.Add(movement);
        return movement;
    }

    private void Revalue(Movement movement, decimal value, RevaluationReason reason)
    {
        var revaluation = _db.Add(new Revaluation { Id = _call.NewId(), StockId = Stock.Id, MovementId = movement.Id, Value = new Money(value, Currency), Reason = reason });
        _told.Add(new StockRevalued(Stock.Id, revaluation.Id, movement.Id, Stock.VariantId, Stock.WarehouseId, revaluation.Value, reason));
    }

    private CostLayer Layer(Guid movement, DateTimeOffset at) => new() { Id = _call.NewId(), StockId = Stock.Id, MovementId = movement, ReceivedAt = at };

    private async Task<decimal> IntoLayers(Movement movement, bool late, CancellationToken ct)
    {
        var layer = Layer(movement.Id, movement.EffectiveAt);
        (layer.Quantity, layer.Cost, layer.Remaining, layer.RemainingValue, layer.OpenIn) = (movement.Quantity, movement.Value.Amount, movement.Quantity, movement.Value.Amount, Stock.Id);
        var owed = Stock.OnHand < 0 ? await _db.Query<CostLayer>($"where t.open_in = {Stock.Id} and t.remaining < 0 order by t.received_at, t.id", ct) : [];
        var later = late ? await _db.Query<CostLayer>($"where t.stock_id = {Stock.Id} and t.received_at > {movement.EffectiveAt} and t.remaining < t.quantity order by t.received_at desc, t.id desc", ct) : [];
        var revaluation = Fifo.In(layer, owed.Concat(_layers), later, Currency);
        _layers.Add(_db.Add(layer));
        return revaluation;
    }

    private async Task<decimal> OutOfLayers(Guid movement, DateTimeOffset at, decimal quantity, CancellationToken ct)
    {
        // No more of them than it takes; what was taken before is still in them there.
        var open = await _db.Query<CostLayer>($"""
            where t.id in (select l.id from (select o.id, sum(o.remaining) over (order by o.received_at, o.id) - o.remaining as before
              from {_db.Table<CostLayer>()} o where o.open_in = {Stock.Id} and o.remaining > 0) l where l.before < {_takenOut + quantity})
            """, ct);
        _takenOut += quantity;
        var lacking = Layer(movement, at);
        var value = Fifo.Out(open.Concat(_layers).OrderBy(l => l.ReceivedAt).ThenBy(l => l.Id), quantity, lacking, Stock.UnitCost, Currency);
        if (lacking.Quantity != 0)
            _layers.Add(_db.Add(lacking));
        return value;
    }

    private MovingAverage Average() => new(Stock.OnHand, Stock.Value.Amount, Stock.UnitCost, Currency);

    private decimal IntoAverage(decimal quantity, decimal value) => Average().In(quantity, value);

    private decimal OutOfAverage(decimal quantity) => Average().Out(quantity);

    /// <summary>By how much the value must change for the stock to be worth what it would be had all been entered in its order.</summary>
    private async Task<decimal> Replayed(Movement movement, CancellationToken ct)
    {
        var before = await _db.Column<decimal[]>($"select array[m.quantity, m.value] from {_db.Table<Movement>()} m where m.stock_id = {Stock.Id} and m.effective_at <= {movement.EffectiveAt} order by m.effective_at, m.id", ct);
        var after = await _db.Column<decimal[]>($"select array[m.quantity, m.value] from {_db.Table<Movement>()} m where m.stock_id = {Stock.Id} and m.effective_at > {movement.EffectiveAt} order by m.effective_at, m.id", ct);
        // Those of this operation have one time; the one that is being made is the last of them.
        var now = _moved.Select(m => new[] { m.Quantity, m.Value.Amount });
        return MovingAverage.Replay([.. before.Concat(now).Concat(after).Select(m => (m[0], m[1]))], Currency) - (Stock.Value.Amount + movement.Value.Amount);
    }
}
