using Nexus.Kernel.Core.Views;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Jobs;
using Nexus.Kernel.Notes;

namespace Nexus.Kernel.Core;

/// <summary>What every tenant has: its people, their roles and teams, and the workings of the platform that an administrator sees to.</summary>
[Module("core", "Administration")]
public sealed class CoreModule : IModule
{
    public static void Declare(ModuleBuilder core) => core
        .IdentityAdministration()
        .Resource<AuditEntry>()
        .CustomFields()
        .Views()
        .EventAdministration()
        .JobAdministration()
        .Notes()
        .Role("administrator", "May do everything in the tenant.", new Grant("*"))
        .Role("viewer", "May see everything and change nothing.", new Grant("*.read"));
}
