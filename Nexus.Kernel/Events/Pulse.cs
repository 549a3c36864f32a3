namespace Nexus.Kernel.Events;

/// <summary>Wakes those who wait for something to happen. Take <see cref="Next"/>, look, then wait for it: what happens in between isn't missed.</summary>
internal sealed class Pulse
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => _next.Task;

    public void Beat() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Ends with <paramref name="next"/> or after the time given, whichever comes first.</summary>
    public static async Task Wait(Task next, TimeSpan longest, TimeProvider clock, CancellationToken ct)
    {
        if (!next.IsCompleted)
            await Task.WhenAny(next, Task.Delay(longest, clock, ct));
        ct.ThrowIfCancellationRequested();
    }
}
