using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>How webhooks are delivered; from the configuration <c>Nexus:Webhooks</c>.</summary>
public sealed class WebhookSettings(IConfiguration configuration)
{
    /// <summary>For connecting, sending and the first byte of the answer.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(15);

    /// <summary>A process that died while it delivered has its deliveries taken over after this time.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);

    /// <summary>A webhook to which nothing could be delivered for this long is switched off.</summary>
    public static readonly TimeSpan FailingMax = TimeSpan.FromDays(5);

    /// <summary>How often a suspended tenant's deliveries are looked at again.</summary>
    public static readonly TimeSpan SuspendedWait = TimeSpan.FromSeconds(30);

    /// <summary>A receiver may ask for patience (<c>Retry-After</c>) up to this long.</summary>
    public static readonly TimeSpan PatienceMax = TimeSpan.FromHours(1);

    /// <summary>Deliveries to one webhook at the same time, in one process: a slow receiver must not hold up the others.</summary>
    public const int AtOnceMax = 4;

    /// <summary>Deliveries at the same time in one process.</summary>
    public int Concurrency { get; } = Math.Clamp(configuration.GetValue("Nexus:Webhooks:Concurrency", 16), 1, 200);

    /// <summary>Waits between the attempts; the schedule that the specification proposes, some three days long.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; } = configuration["Nexus:Webhooks:RetrySeconds"] is { Length: > 0 } given
        ? [.. given.Split(',').Select(s => TimeSpan.FromSeconds(double.Parse(s, CultureInfo.InvariantCulture)))]
        : [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), .. ((int[])[2, 5, 10, 14, 20, 24]).Select(h => TimeSpan.FromHours(h))];

    /// <summary>Null when it was tried often enough; else the wait, with a random part of a tenth.</summary>
    public TimeSpan? After(int attempts) => attempts > Waits.Count ? null : Waits[attempts - 1] * (1 + Random.Shared.NextDouble() / 10);
}
