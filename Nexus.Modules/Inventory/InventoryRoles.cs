using Nexus.Kernel.Declare;

namespace Nexus.Modules.Inventory;

/// <summary>What the roles around a warehouse may do.</summary>
internal static class InventoryRoles
{
    /// <summary>Sees what there is.</summary>
    public static Grant[] Viewer =>
    [
        .. new[] { "warehouse", "location", "item", "lot", "stock", "level", "movement", "reservation", "transfer", "count", "count_line" }.Select(r => new Grant($"inventory.{r}.read")),
        new("inventory.stock_on_hand.read"),
        new("inventory.reorder_list.read"),
        new("inventory.stock_card.read"),
        new("inventory.expiring_lots.read"),
        new("catalog.product.read"),
        new("catalog.variant.read"),
    ];

    /// <summary>Works with the goods; doesn't change what rules hold for them.</summary>
    public static Grant[] Worker =>
    [
        .. Viewer,
        new("inventory.stock.receive"),
        new("inventory.reservation.ship"),
        new("inventory.transfer.send"),
        new("inventory.transfer.receive"),
        new("inventory.count.record"),
        new("inventory.lot.update"),
    ];
}
