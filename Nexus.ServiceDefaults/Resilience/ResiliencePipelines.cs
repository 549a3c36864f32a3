using System.Collections.Concurrent;
using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Nexus.ServiceDefaults.Resilience;

/// <summary>One pipeline for each server that is called, so that a server that is down doesn't stop calls to the others.</summary>
public sealed class ResiliencePipelines(TimeProvider? time = null)
{
    /// <summary>The whole call with its retries.</summary>
    public static readonly TimeSpan CallMax = TimeSpan.FromSeconds(30);

    /// <summary>One attempt, up to the answer's headers.</summary>
    public static readonly TimeSpan AttemptMax = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first one.</summary>
    public const int RetriesMax = 3;

    /// <summary>Set on a request whose answer may take longer to begin, such as a language model's: the limit for the attempt and the call.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> Patience = new("nexus.patience");

    private const int ServersMax = 1_000;

    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpResponseMessage>> byServer = new(StringComparer.OrdinalIgnoreCase);

    internal static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("nexus.request");

    internal ResiliencePipeline<HttpResponseMessage> For(string server)
    {
        if (byServer.Count > ServersMax)
        {
            // Webhooks may go to any number of servers; a forgotten breaker only costs a few attempts.
            byServer.Clear();
        }

        return byServer.GetOrAdd(server, _ => Build());
    }

    private ResiliencePipeline<HttpResponseMessage> Build() => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
        .AddTimeout(Limit(CallMax))
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = RetriesMax,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome) && MayRepeat(arguments.Context)),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Headers.RetryAfter?.Delta),
            OnRetry = arguments =>
            {
                arguments.Outcome.Result?.Dispose();
                return ValueTask.CompletedTask;
            },
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(5),
            ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
        })
        .AddTimeout(Limit(AttemptMax))
        .Build();

    private static TimeoutStrategyOptions Limit(TimeSpan usual) => new()
    {
        TimeoutGenerator = arguments => ValueTask.FromResult(
            arguments.Context.Properties.TryGetValue(Request, out var request) && request.Options.TryGetValue(Patience, out var patience) ? patience : usual),
    };

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented } => true,
        _ => false,
    };

    private static bool MayRepeat(ResilienceContext context) => context.Properties.TryGetValue(Request, out var request) && request.MayRepeat();
}
