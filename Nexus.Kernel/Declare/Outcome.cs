namespace Nexus.Kernel.Declare;

/// <summary>Why an operation did not happen: a stable code, a sentence that says what to do, and the input field it is about, if one.</summary>
public sealed record Refusal(string Code, string Message, string? Field = null);

/// <summary>What an operation decided: either an event (with new rows, if any) or a refusal.</summary>
public sealed class Outcome<TEvent> where TEvent : class
{
    private readonly List<Resource> _added = [];
    private readonly List<object> _also = [];
    private readonly Dictionary<string, string> _revealed = [];

    private Outcome(TEvent? happened, Refusal? refused)
    {
        Happened = happened;
        Refused = refused;
    }

    public TEvent? Happened { get; }

    public Refusal? Refused { get; }

    /// <summary>Rows that the operation brings into being.</summary>
    public IReadOnlyList<Resource> Added => _added;

    /// <summary>Further declared events of the operation's module, published after <see cref="Happened"/>.</summary>
    public IReadOnlyList<object> AlsoHappened => _also;

    /// <summary>The row that the operation answers with; the loaded one when not set.</summary>
    public Resource? Answer { get; private set; }

    /// <summary>Secrets by name that only the direct answer shows: they are kept in no event, audit entry or repeated answer.</summary>
    public IReadOnlyDictionary<string, string> Revealed => _revealed;

    /// <summary>Shows a secret this once, in the answer over HTTP.</summary>
    public Outcome<TEvent> Reveal(string name, string secret)
    {
        _revealed[name] = secret;
        return this;
    }

    public Outcome<TEvent> Add(params ReadOnlySpan<Resource> rows)
    {
        _added.AddRange(rows);
        return this;
    }

    /// <summary>Something else that happened with it: a deal that moves to a won stage is won, too.</summary>
    public Outcome<TEvent> Also(params ReadOnlySpan<object> events)
    {
        _also.AddRange(events);
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

/// <summary>Begins an outcome where more than the event is to be said: <c>Outcome.Of(new DealWon(…)).Add(history).AnswerWith(deal)</c>.</summary>
public static class Outcome
{
    public static Outcome<TEvent> Of<TEvent>(TEvent happened) where TEvent : class => happened;
}
