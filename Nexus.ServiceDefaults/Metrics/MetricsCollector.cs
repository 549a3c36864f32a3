using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Nexus.ServiceDefaults.Telemetry;

namespace Nexus.ServiceDefaults.Metrics;

/// <summary>Listens to .NET's meters and keeps their values for whoever scrapes.</summary>
public sealed class MetricsCollector : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<Instrument, Aggregation> instruments = new();
    private readonly Lock observing = new();
    private readonly Func<string, bool> isWanted;
    private bool started;

    public MetricsCollector() : this(TelemetrySources.IsOurs)
    {
    }

    /// <param name="isWanted">Says by a meter's name whether it is collected.</param>
    public MetricsCollector(Func<string, bool> isWanted) => this.isWanted = isWanted;

    /// <summary>Starts to listen; meters that exist already are taken in.</summary>
    public void Start()
    {
        if (started)
        {
            return;
        }

        started = true;
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (isWanted(instrument.Meter.Name))
            {
                listening.EnableMeasurementEvents(instrument, instruments.GetOrAdd(instrument, made => new Aggregation(made)));
            }
        };
        listener.MeasurementsCompleted = (instrument, _) => instruments.TryRemove(instrument, out var _);
        listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => ((Aggregation)state!).Measure(value, tags));
        listener.SetMeasurementEventCallback<short>((_, value, tags, state) => ((Aggregation)state!).Measure(value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((Aggregation)state!).Measure(value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((Aggregation)state!).Measure(value, tags));
        listener.SetMeasurementEventCallback<float>((_, value, tags, state) => ((Aggregation)state!).Measure(value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((Aggregation)state!).Measure(value, tags));
        listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => ((Aggregation)state!).Measure((double)value, tags));
        listener.Start();
    }

    /// <summary>All values now; observed instruments are asked for theirs.</summary>
    public IReadOnlyList<Family> Snapshot()
    {
        lock (observing)
        {
            try
            {
                listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // One instrument's callback failed; the others' values are good.
            }
        }

        return [.. instruments.Values.Select(aggregation => aggregation.Read())];
    }

    public void Dispose() => listener.Dispose();
}
