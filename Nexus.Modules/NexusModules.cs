using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Modules.Catalog;
using Nexus.Modules.Crm;
using Nexus.Modules.Finance;
using Nexus.Modules.Inventory;

namespace Nexus.Modules;

/// <summary>The list of modules; a new module is one line here.</summary>
public static class NexusModules
{
    public static NexusModel Model() => NexusModel.Of(modules => modules
        .Module<CoreModule>()
        .Module<CrmModule>()
        .Module<CatalogModule>()
        .Module<InventoryModule>()
        .Module<FinanceModule>());
}
