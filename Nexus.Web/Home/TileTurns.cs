namespace Nexus.Web.Home;

/// <summary>How many tiles of one page ask the database at a time: the page is quick, and one person's home doesn't take all connections.</summary>
internal sealed class TileTurns
{
    private const int AtATime = 4;

    private readonly SemaphoreSlim _turns = new(AtATime);

    public static TileTurns Of(HttpContext http) => (TileTurns)(http.Items[nameof(TileTurns)] ??= new TileTurns());

    public async Task<T> Take<T>(Func<Task<T>> ask, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return await ask();
        }
        finally
        {
            _turns.Release();
        }
    }
}
