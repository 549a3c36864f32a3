using Polly;

namespace Nexus.ServiceDefaults.Resilience;

/// <summary>Retries, time limits and a circuit breaker around each outgoing request.</summary>
internal sealed class ResilienceHandler(ResiliencePipelines pipelines) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var pipeline = pipelines.For(request.RequestUri?.Authority ?? "");
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(ResiliencePipelines.Request, request);
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, state) => await state.Handler.SendOnce(state.Request, context.CancellationToken),
                context, (Handler: this, Request: request));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> SendOnce(HttpRequestMessage request, CancellationToken ct) => base.SendAsync(request, ct);
}
