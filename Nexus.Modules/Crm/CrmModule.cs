using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Companies;
using Nexus.Modules.Crm.Contacts;

namespace Nexus.Modules.Crm;

/// <summary>Customers and the way to them: companies, contacts, leads, deals and what is done about them.</summary>
[Module("crm", "CRM")]
public sealed class CrmModule : IModule
{
    public static void Declare(ModuleBuilder crm) => crm
        .Resource<Company>()
        .Resource<Contact>();
}
