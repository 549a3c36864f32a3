using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;

namespace Nexus.Modules.Inventory.Warehouses;

/// <summary>A place where stock is kept, sold from and valued: a warehouse, a shop, a van.</summary>
[Resource("inventory.warehouse", Setup = true)]
public sealed class Warehouse : Resource, IBeforeCreate, IBeforeArchive
{
    /// <summary>What the warehouse is called.</summary>
    [Required, MaxLength(200), Unique]
    public string Name { get; set; } = "";

    /// <summary>Its short name, as on labels.</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9_-]{0,19}"), Unique]
    public string Code { get; set; } = "";

    /// <summary>The country where it is.</summary>
    [Country]
    public string? Country { get; set; }

    /// <summary>Of several warehouses that have what is asked for, the one with the smaller number is taken.</summary>
    public int Position { get; set; }

    /// <summary>How what goes out is valued: at the cost of what came first, or at the average cost.</summary>
    [Immutable, Display(GroupName = "Rules")]
    public ValuationMethod Valuation { get; set; }

    /// <summary>Whether more can be promised and shipped than there is.</summary>
    [Display(GroupName = "Rules")]
    public bool AllowsNegative { get; set; }

    /// <summary>The location where things are when nothing else is said. Each warehouse has one from the start.</summary>
    [NotAField]
    public Guid MainLocationId => MainLocationOf(Id);

    internal static Guid MainLocationOf(Guid warehouse) => TenantDb.IdOf(warehouse);

    internal static Location MainLocation(Guid warehouse) => new() { Id = MainLocationOf(warehouse), WarehouseId = warehouse, Name = "Stock", Code = "STOCK" };

    public Task BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        db.Add(MainLocation(Id));
        return Task.CompletedTask;
    }

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<Stock>()} s where s.warehouse_id = {Id} and (s.on_hand <> 0 or s.reserved <> 0))", ct))
            throw Fault.Refused(new Refusal("warehouse_in_use", "There is stock in the warehouse, or some is promised from it. Move it first."));
    }
}

/// <summary>How stock that goes out is valued.</summary>
public enum ValuationMethod
{
    /// <summary>First in, first out: at the cost of what came first.</summary>
    Fifo,

    /// <summary>At the average cost of what is there.</summary>
    MovingAverage,
}
