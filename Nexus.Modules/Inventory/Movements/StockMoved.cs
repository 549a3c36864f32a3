using Nexus.Kernel.Declare;

namespace Nexus.Modules.Inventory.Movements;

/// <summary>Stock came in or went out, at a value: what the ledger posts. A transfer within a warehouse has two that cancel each other.</summary>
/// <param name="Quantity">With a minus when it went out.</param>
/// <param name="Value">At cost, with the sign of the quantity.</param>
/// <param name="EffectiveAt">When it moved, which may be earlier than when it was entered.</param>
/// <param name="SourceId">The row that it was for: a reservation, a transfer, a count, or a row of another module.</param>
[Event("inventory.movement.made")]
public sealed record StockMoved(
    Guid MovementId, Guid StockId, Guid VariantId, Guid WarehouseId, Guid LocationId, Guid? LotId, MovementKind Kind, decimal Quantity, Money Value, DateTimeOffset EffectiveAt,
    string? Reference, Guid? SourceId, string? Note)
{
    internal static StockMoved Of(Movement m) =>
        new(m.Id, m.StockId, m.VariantId, m.WarehouseId, m.LocationId, m.LotId, m.Kind, m.Quantity, m.Value, m.EffectiveAt, m.Reference, m.SourceId, m.Note);
}
