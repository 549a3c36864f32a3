using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nexus.Kernel.Events;

/// <summary>
/// Works off a table's rows when they are due, several at a time. A scout finds them and the workers claim them: each row is locked by who
/// works on it, so that any number of processes can run side by side. A row that is slow or fails holds up nobody but its own worker.
/// </summary>
/// <param name="find">A query for the ids of due rows, most urgent first: <c>$1</c> are the ids that are being worked on, <c>$2</c> how many to find.</param>
/// <param name="work">Claims the row and works on it; does nothing when another process was faster.</param>
internal sealed class DueRows(string what, NpgsqlDataSource source, string find, int workers, Func<Guid, CancellationToken, Task> work, Pulse more, TimeProvider clock, ILogger log)
{
    /// <summary>How often the scout looks when nothing wakes it: for rows that come due, and those that other processes made.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Rows found ahead for each worker.</summary>
    private const int AheadMax = 16;

    private readonly ConcurrentDictionary<Guid, bool> _taken = new();

    public async Task Run(CancellationToken ct)
    {
        var queue = Channel.CreateBounded<Guid>(workers * AheadMax);
        await Task.WhenAll([Scout(queue.Writer, ct), .. Enumerable.Range(0, workers).Select(_ => Work(queue.Reader, ct))]);
    }

    private async Task Scout(ChannelWriter<Guid> queue, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var next = more.Next;
                var found = await Find(ct);
                foreach (var id in found)
                {
                    _taken[id] = true;
                    await queue.WriteAsync(id, ct);
                }

                if (found.Count == 0)
                    await Pulse.Wait(next, LookInterval, clock, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning("Can't look for due {What}: {Reason}", what, e.Message);
                await Task.Delay(TryAgainAfter, clock, CancellationToken.None);
            }
        }

        queue.Complete();
    }

    private async Task<List<Guid>> Find(CancellationToken ct)
    {
        await using var command = source.CreateCommand(find);
        command.Parameters.Add(new NpgsqlParameter { Value = _taken.Keys.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = workers * AheadMax });
        var ids = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private async Task Work(ChannelReader<Guid> queue, CancellationToken ct)
    {
        // Ends when the scout has: what is begun is ended, what is only found is left to the others.
        while (await queue.WaitToReadAsync(CancellationToken.None))
        {
            while (queue.TryRead(out var id))
            {
                try
                {
                    if (!ct.IsCancellationRequested)
                        await work(id, ct);
                }
                catch (OperationCanceledException) when (ct.IsCancellationRequested)
                {
                    // Rolled back; due again for whoever runs next.
                }
                catch (Exception e)
                {
                    log.LogError(e, "Work on {What} {Id} failed", what, id);
                    await Task.Delay(TryAgainAfter, clock, CancellationToken.None);
                }
                finally
                {
                    _taken.TryRemove(id, out _);
                }
            }
        }
    }
}
