using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Run;
using Nexus.Modules.Crm;
using Nexus.Modules.Crm.Contacts;
using System.Text.Json;

namespace Nexus.Benchmarks.Benches;

/// <summary>A reaction with an effect that can be timed.</summary>
[Module("bench", "Benchmark", Needs = ["crm"])]
public sealed class ArrivalsModule : IModule
{
    public static void Declare(ModuleBuilder bench) => bench
        .Resource<Arrival>()
        .Reaction<NoteArrivalWhenContactCreated>();

    public static NexusModel Model() => NexusModel.Of(modules => modules.Module<CoreModule>().Module<CrmModule>().Module<ArrivalsModule>());
}

/// <summary>What the reaction leaves behind for each contact.</summary>
[Resource("bench.arrival")]
public sealed class Arrival : Resource
{
    /// <summary>When the contact was created.</summary>
    public DateTimeOffset ContactAt { get; set; }
}

/// <summary>Notes each new contact.</summary>
public sealed class NoteArrivalWhenContactCreated : IReaction<NoteArrivalWhenContactCreated, Created<Contact>>
{
    public static Task React(Created<Contact> happened, ReactionContext context, CancellationToken ct) =>
        context.Run("bench.arrival.create", JsonSerializer.SerializeToElement(new { contact_at = context.Event.At }), null, ct);
}
