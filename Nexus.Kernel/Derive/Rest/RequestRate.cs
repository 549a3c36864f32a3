using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>How fast one API key or one user may ask, in each process: a token bucket.</summary>
public sealed class RequestRate : IDisposable
{
    /// <summary>Requests per second when nothing else is set (<c>Nexus:RateLimit:PerSecond</c>).</summary>
    public const int PerSecondDefault = 5_000;

    /// <summary>Requests at once (<c>Nexus:RateLimit:Burst</c>).</summary>
    public const int BurstDefault = 10_000;

    /// <summary>Buckets are filled this many times a second.</summary>
    private const int FillsPerSecond = 10;

    private readonly PartitionedRateLimiter<Guid> _buckets;

    public RequestRate(IConfiguration configuration)
    {
        var perSecond = configuration.GetValue("Nexus:RateLimit:PerSecond", PerSecondDefault);
        var burst = configuration.GetValue("Nexus:RateLimit:Burst", Math.Max(BurstDefault, perSecond));
        // Few per second come one at a time, not none ten times a second.
        var fills = Math.Clamp(perSecond, 1, FillsPerSecond);
        _buckets = PartitionedRateLimiter.Create<Guid, Guid>(id => RateLimitPartition.GetTokenBucketLimiter(id, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, perSecond / fills),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) / fills,
            QueueLimit = 0,
        }));
    }

    /// <exception cref="Fault">429 with <c>Retry-After</c>.</exception>
    public void Take(Caller caller)
    {
        if ((caller.ApiKeyId ?? caller.UserId) is not { } id)
            return;
        using var lease = _buckets.AttemptAcquire(id);
        if (!lease.IsAcquired)
            throw Fault.TooMany("rate_limit_exceeded", "Too many requests with this key or user. Wait a moment.", lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
    }

    public void Dispose() => _buckets.Dispose();
}
