using Nexus.Kernel.Declare;

namespace Nexus.Modules.Inventory.Warehouses;

/// <summary>A warehouse to begin with.</summary>
public sealed class WarehousePreset : IPreset
{
    public static IEnumerable<Resource> Rows(ActivatedBusiness business)
    {
        var main = new Warehouse { Id = Guid.CreateVersion7(business.Now), Name = "Main warehouse", Code = "MAIN", Country = business.Country };
        return [main, Warehouse.MainLocation(main.Id)];
    }
}
