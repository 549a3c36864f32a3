namespace Nexus.Kernel.Declare;

/// <summary>Why an operation did not happen: a stable code, a sentence that says what to do, and the input field it is about, if one.</summary>
public sealed record Refusal(string Code, string Message, string? Field = null);

/// <summary>What an operation decided: either an event (with new rows, if any) or a refusal.</summary>
public sealed class Outcome<TEvent> where TEvent : class
{
    private readonly List<Resource> _added = [];

    private Outcome(TEvent? happened, Refusal? refused)
    {
        Happened = happened;
        Refused = refused;
    }

    public TEvent? Happened { get; }

    public Refusal? Refused { get; }

    /// <summary>Rows that the operation brings into being.</summary>
    public IReadOnlyList<Resource> Added => _added;

    /// <summary>The row that the operation answers with; the loaded one when not set.</summary>
    public Resource? Answer { get; private set; }

    public Outcome<TEvent> Add(params ReadOnlySpan<Resource> rows)
    {
        _added.AddRange(rows);
        return this;
    }

    public Outcome<TEvent> AnswerWith(Resource row)
    {
        Answer = row;
        return this;
    }

    public static implicit operator Outcome<TEvent>(TEvent happened) => new(happened, null);

    public static implicit operator Outcome<TEvent>(Refusal refused) => new(null, refused);
}
