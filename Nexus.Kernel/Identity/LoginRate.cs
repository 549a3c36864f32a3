using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Identity;

/// <summary>How fast log-ins may be tried, by address and by name, in each process: what the lock doesn't catch, it slows.</summary>
public sealed class LoginRate(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _byAddress = Limiter(
        configuration.GetValue("Nexus:Login:AddressBurst", 100), configuration.GetValue("Nexus:Login:AddressPerSecond", 10));

    private readonly PartitionedRateLimiter<string> _byName = Limiter(
        configuration.GetValue("Nexus:Login:NameBurst", 20), configuration.GetValue("Nexus:Login:NamePerSecond", 2));

    /// <exception cref="Fault">429</exception>
    public void Take(string? address, string username)
    {
        using var byAddress = _byAddress.AttemptAcquire(address ?? "");
        using var byName = _byName.AttemptAcquire(username.Trim().ToLowerInvariant());
        if (!byAddress.IsAcquired || !byName.IsAcquired)
            throw Fault.TooMany("login_rate_exceeded", "Too many log-ins at once. Wait a moment.", TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        _byAddress.Dispose();
        _byName.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int burst, int perSecond) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));
}
