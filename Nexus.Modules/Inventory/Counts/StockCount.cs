using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Counts;

/// <summary>A count of what is really there. Goods may move meanwhile: each line notes what should have been there when it was counted.</summary>
[Resource("inventory.count")]
public sealed class StockCount : Resource
{
    /// <summary>What the count is called, such as <c>Year end 2026</c>.</summary>
    [Required, MaxLength(200)]
    public string Name { get; set; } = "";

    /// <summary>Where is counted.</summary>
    [Required, References<Warehouse>, Immutable]
    public Guid WarehouseId { get; set; }

    /// <summary>Whether its differences are in the books.</summary>
    [ReadOnly(true), Indexed]
    public CountStatus Status { get; set; }

    /// <summary>When they were booked.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? PostedAt { get; set; }
}

/// <summary>How far a count is.</summary>
public enum CountStatus
{
    /// <summary>Still counting.</summary>
    Open,

    /// <summary>Its differences are in the books.</summary>
    Posted,
}
