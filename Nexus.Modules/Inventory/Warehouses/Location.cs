using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;

namespace Nexus.Modules.Inventory.Warehouses;

/// <summary>A place within a warehouse: a room, a shelf, a bin.</summary>
[Resource("inventory.location", Setup = true)]
[Index(nameof(WarehouseId), nameof(Code), Unique = true)]
public sealed class Location : Resource, IBeforeArchive
{
    /// <summary>What the location is called.</summary>
    [Required, MaxLength(200)]
    public string Name { get; set; } = "";

    /// <summary>Its short name within the warehouse, as on labels.</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9_./-]{0,29}")]
    public string Code { get; set; } = "";

    /// <summary>The warehouse that it is in.</summary>
    [Required, References<Warehouse>, Immutable]
    public Guid WarehouseId { get; set; }

    /// <summary>Whether what is there can be sold.</summary>
    [Immutable]
    public LocationPurpose Purpose { get; set; }

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (Id == Warehouse.MainLocationOf(WarehouseId))
            throw Fault.Refused(new Refusal("main_location", "It is the warehouse's main location, where things are when nothing else is said."));
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<Level>()} l where l.location_id = {Id} and l.on_hand <> 0)", ct))
            throw Fault.Refused(new Refusal("location_in_use", "There is stock at the location. Move it first."));
    }
}

/// <summary>What a location is for.</summary>
public enum LocationPurpose
{
    /// <summary>What is there can be sold.</summary>
    Storage,

    /// <summary>What is there is on hold: to be checked, repaired or thrown away.</summary>
    Quarantine,
}
