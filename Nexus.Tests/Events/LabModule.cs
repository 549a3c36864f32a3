using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;

namespace Nexus.Tests.Events;

/// <summary>A module for the tests of reactions.</summary>
[Module("lab", "Laboratory")]
public sealed class LabModule : IModule
{
    /// <summary>Tenants whose fragile reaction fails at the moment.</summary>
    public static readonly ConcurrentDictionary<Guid, Exception> Broken = new();

    public static void Declare(ModuleBuilder lab) => lab
        .Resource<Sample>()
        .Resource<Finding>()
        .Resource<Echo>()
        .Reaction<FindWhenSampleCreated>()
        .Reaction<FindFragileWhenSampleCreated>()
        .Reaction<EchoWhenEchoed>();

    public static NexusModel Model() => NexusModel.Of(modules => modules.Module<CoreModule>().Module<LabModule>());
}

/// <summary>Something to react to.</summary>
[Resource("lab.sample")]
public sealed class Sample : Resource, IOwned
{
    /// <summary>What it is called.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Whose it is.</summary>
    [References<User>]
    public Guid? OwnerId { get; set; }

    /// <summary>Which team's.</summary>
    [References<Team>]
    public Guid? TeamId { get; set; }
}

/// <summary>The effect of a reaction.</summary>
[Resource("lab.finding")]
public sealed class Finding : Resource
{
    /// <summary>The sample's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The sample.</summary>
    [References<Sample>]
    public Guid? SampleId { get; set; }
}

/// <summary>Each one makes another one.</summary>
[Resource("lab.echo")]
public sealed class Echo : Resource
{
    /// <summary>What is heard.</summary>
    public string Name { get; set; } = "";
}

/// <summary>Makes one finding for each sample.</summary>
public sealed class FindWhenSampleCreated : IReaction<FindWhenSampleCreated, Created<Sample>>
{
    public static Task React(Created<Sample> happened, ReactionContext context, CancellationToken ct) =>
        context.Run("lab.finding.create", JsonSerializer.SerializeToElement(new { name = happened.Row.Name, sample_id = happened.Row.Id }), null, ct);
}

/// <summary>Makes a second finding, unless the test broke it.</summary>
public sealed class FindFragileWhenSampleCreated : IReaction<FindFragileWhenSampleCreated, Created<Sample>>
{
    public static async Task React(Created<Sample> happened, ReactionContext context, CancellationToken ct)
    {
        if (!happened.Row.Name.StartsWith("fragile", StringComparison.Ordinal))
            return;
        await context.Run("lab.finding.create", JsonSerializer.SerializeToElement(new { name = "second", sample_id = happened.Row.Id }), null, ct);
        if (happened.Row.Name == "fragile and endless")
            await Task.Delay(Timeout.Infinite, ct);
        if (LabModule.Broken.TryGetValue(context.Event.TenantId, out var failure))
            throw failure;
    }
}

/// <summary>Never ends by itself.</summary>
public sealed class EchoWhenEchoed : IReaction<EchoWhenEchoed, Created<Echo>>
{
    public static Task React(Created<Echo> happened, ReactionContext context, CancellationToken ct) =>
        context.Run("lab.echo.create", JsonSerializer.SerializeToElement(new { name = happened.Row.Name }), null, ct);
}
