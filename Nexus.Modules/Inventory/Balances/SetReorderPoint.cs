using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Balances;

/// <summary>Says how few of a variant may be left in a warehouse before more has to be ordered, and how many then.</summary>
/// <param name="VariantId">What.</param>
/// <param name="ReorderPoint">When so few can be sold, more has to be ordered; none to say nothing any more.</param>
/// <param name="ReorderQuantity">How many are ordered then.</param>
/// <param name="WarehouseId">Where; the first warehouse when not given.</param>
[Operation("inventory.stock.set_reorder_point", Effect.Write)]
public sealed record SetReorderPoint(
    [References("catalog.variant")] Guid VariantId,
    [Range(0, 1_000_000_000)] decimal? ReorderPoint = null,
    [Range(0, 1_000_000_000)] decimal? ReorderQuantity = null,
    [References<Warehouse>] Guid? WarehouseId = null) : IWideOperation<SetReorderPoint, ReorderPointSet>
{
    public static async Task<Outcome<ReorderPointSet>> Run(SetReorderPoint input, TenantDb db, Call call, CancellationToken ct)
    {
        var stock = (await StockBook.Open(db, call, input.VariantId, input.WarehouseId, ct)).Stock;
        (stock.ReorderPoint, stock.ReorderQuantity) = (input.ReorderPoint, input.ReorderPoint is null ? null : input.ReorderQuantity);
        return Outcome.Of(new ReorderPointSet(stock.Id, stock.VariantId, stock.WarehouseId, stock.ReorderPoint, stock.ReorderQuantity)).AnswerWith(stock);
    }
}

/// <summary>It was said when more of a variant has to be ordered.</summary>
[Event("inventory.stock.reorder_point_set")]
public sealed record ReorderPointSet(Guid StockId, Guid VariantId, Guid WarehouseId, decimal? ReorderPoint, decimal? ReorderQuantity);
