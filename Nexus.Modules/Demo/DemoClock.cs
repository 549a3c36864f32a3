namespace Nexus.Modules.Demo;

/// <summary>The clock that the demo's past runs by; timers go by the real one.</summary>
internal sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Time only goes forward, and no two things happen at the same moment.</summary>
    public void AdvanceTo(DateTimeOffset at) => Now = at > Now ? at : Now.AddSeconds(1);

    public override DateTimeOffset GetUtcNow() => Now;
}
