using Nexus.Kernel.Declare;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Counts;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Reports;
using Nexus.Modules.Inventory.Reservations;
using Nexus.Modules.Inventory.Transfers;
using Nexus.Modules.Inventory.Valuation;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory;

/// <summary>What is in stock, where, what it is worth, and to whom it is promised.</summary>
[Module("inventory", "Inventory", Needs = ["catalog"])]
public sealed class InventoryModule : IModule
{
    public static void Declare(ModuleBuilder inventory) => inventory
        .Resource<Warehouse>()
        .Resource<Location>()
        .Resource<Item>()
        .Resource<Lot>()

        .Resource<Stock>()
        .Resource<Level>()
        .Resource<Movement>()
        .Operation<ReceiveStock>()
        .Operation<AdjustStock>()
        .Operation<SetReorderPoint>()
        .Resource<OpeningBalance>()

        .Resource<CostLayer>()
        .Resource<Revaluation>()

        .Resource<Reservation>()
        .Operation<Reserve>()
        .Operation<ReserveMany>()
        .Operation<ReleaseReservation>()
        .Operation<ExtendReservation>()
        .Operation<ShipReservation>()
        .Operation<ExpireReservations>()

        .Resource<Transfer>()
        .Operation<SendTransfer>()
        .Operation<ReceiveTransfer>()

        .Resource<StockCount>()
        .Resource<CountLine>()
        .Operation<RecordCount>()
        .Operation<PostCount>()

        .Report<StockOnHand>()
        .Report<ReorderList>()
        .Report<StockValue>()
        .Report<StockCard>()
        .Report<ExpiringLots>()
        .Report<StockCheck>()

        .Preset<WarehousePreset>()
        .Role("warehouse_manager", "Answers for the stock: warehouses, movements, counts and their values.", new Grant("inventory.*"), new("catalog.product.read"), new("catalog.variant.read"))
        .Role("warehouse_worker", "Receives, ships, moves and counts goods.", InventoryRoles.Worker)
        .Role("stock_viewer", "Sees what is in stock.", InventoryRoles.Viewer);
}
