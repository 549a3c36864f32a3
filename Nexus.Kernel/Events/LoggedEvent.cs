using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Events;

/// <summary>Something that happened in the tenant: what, to which row, through whom, when. Its data is told by the event stream, to those who may read the row.</summary>
[Resource("core.event", Storage = Storage.Shared, Table = "nexus.event_log", Derived = Derived.None)]
public sealed class LoggedEvent : Resource
{
    /// <summary>What happened, such as <c>crm.deal.won</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The kind of row that it is about, such as <c>crm.deal</c>.</summary>
    public string Resource { get; set; } = "";

    /// <summary>The row that it is about.</summary>
    public Guid? RowId { get; set; }

    /// <summary>Who caused it: a user's e-mail, the name of a key, a reaction or a job.</summary>
    public string Actor { get; set; } = "";

    /// <summary>How many reactions led to it; 0 when a person or a program did it.</summary>
    public int Depth { get; set; }

    /// <summary>The trace that it belongs to (W3C traceparent).</summary>
    public string? TraceParent { get; set; }
}
