using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Identity;

/// <summary>How fast who isn't logged in may try: log-ins, by address and by a name from an address, in each process: what the lock doesn't catch, it slows; and activations, by address.</summary>
public sealed class LoginRate(IConfiguration configuration) : IDisposable
{
    /// <summary>In which one more activation becomes possible.</summary>
    private static readonly TimeSpan ActivationPeriod = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _byAddress = Limiter<string>(
        configuration.GetValue("Nexus:Login:AddressBurst", 100), configuration.GetValue("Nexus:Login:AddressPerSecond", 10), TimeSpan.FromSeconds(1));

    private readonly PartitionedRateLimiter<(string, string)> _byName = Limiter<(string, string)>(
        configuration.GetValue("Nexus:Login:NameBurst", 20), configuration.GetValue("Nexus:Login:NamePerSecond", 2), TimeSpan.FromSeconds(1));

    private readonly PartitionedRateLimiter<string> _activations = Limiter<string>(
        configuration.GetValue("Nexus:Activation:AddressBurst", 100), 1, ActivationPeriod);

    /// <exception cref="Fault">429</exception>
    public void Take(string? address, string username)
    {
        var place = LoginFailures.PlaceOf(address);
        using var byAddress = _byAddress.AttemptAcquire(place);
        using var byName = _byName.AttemptAcquire((place, username.Trim().ToLowerInvariant()));
        if (!byAddress.IsAcquired || !byName.IsAcquired)
            throw Fault.TooMany("login_rate_exceeded", "Too many log-ins at once. Wait a moment.", TimeSpan.FromSeconds(1));
    }

    /// <summary>An activation by somebody who isn't logged in, where the installation allows it.</summary>
    /// <exception cref="Fault">429</exception>
    public void TakeActivation(string? address)
    {
        using var lease = _activations.AttemptAcquire(LoginFailures.PlaceOf(address));
        if (!lease.IsAcquired)
            throw Fault.TooMany("activation_rate_exceeded", "Too many businesses were activated from your address. Wait, or log in as the platform's administrator.", ActivationPeriod);
    }

    public void Dispose()
    {
        _activations.Dispose();
        _byAddress.Dispose();
        _byName.Dispose();
    }

    private static PartitionedRateLimiter<T> Limiter<T>(int burst, int tokens, TimeSpan period) where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        }));
}
