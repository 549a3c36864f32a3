using Microsoft.Extensions.Configuration;

namespace Nexus.Kernel.Events.Reactions;

/// <summary>How reactions are run; from the configuration <c>Nexus:Reactions</c>.</summary>
public sealed class ReactionSettings(IConfiguration configuration)
{
    /// <summary>An event that this many reactions led to sets off no more: most likely they set off each other.</summary>
    public const int ChainMax = 16;

    /// <summary>How long one run of a reaction may take.</summary>
    public TimeSpan TimeMax { get; } = TimeSpan.FromMilliseconds(Math.Clamp(configuration.GetValue("Nexus:Reactions:TimeMaxMilliseconds", 60_000), 1, 600_000));

    /// <summary>How often a suspended tenant's reactions are looked at again.</summary>
    public static readonly TimeSpan SuspendedWait = TimeSpan.FromSeconds(15);

    /// <summary>Reactions at the same time in one process.</summary>
    public int Concurrency { get; } = Math.Clamp(configuration.GetValue("Nexus:Reactions:Concurrency", 8), 1, 100);

    /// <summary>About an hour and a half from the first try to the last.</summary>
    public Retries Retries { get; } = new(
        Math.Max(1, configuration.GetValue("Nexus:Reactions:AttemptsMax", 13)),
        TimeSpan.FromMilliseconds(configuration.GetValue("Nexus:Reactions:FirstRetryMilliseconds", 1000)),
        TimeSpan.FromHours(1));
}
