namespace Nexus.Kernel.Events;

/// <summary>Tells the readers of the event log in this process that something was committed, so that they needn't wait for their next look.</summary>
public sealed class EventSignal
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called after the commit.</summary>
    public void Published(int events)
    {
        if (events > 0)
            Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Ends at the next event published in this process, or after the time given.</summary>
    public async Task Wait(TimeSpan longest, CancellationToken ct)
    {
        try
        {
            await _next.Task.WaitAsync(longest, ct);
        }
        catch (TimeoutException)
        {
            // Time for a look: another process may have published.
        }
    }
}
