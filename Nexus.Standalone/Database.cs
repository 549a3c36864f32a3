using Npgsql;
using Nexus.Standalone.Postgres;

namespace Nexus.Standalone;

/// <summary>The database that Nexus works on: the embedded server, or the one that <c>ConnectionStrings__nexusdb</c> names.</summary>
internal sealed class Database(string connectionString, EmbeddedPostgres? embedded) : IAsyncDisposable
{
    /// <summary>The oldest server that Nexus works with, in PostgreSQL's own number.</summary>
    private static readonly Version OldestServer = new(15, 0);

    internal static string? External => Environment.GetEnvironmentVariable("ConnectionStrings__nexusdb") is { Length: > 0 } given ? given : null;

    internal string ConnectionString => connectionString;

    /// <summary>Whether an installation's own database is in the folder; it may be stopped.</summary>
    internal static bool Exists(string dataFolder) => Directory.Exists(Path.Combine(Cluster.FolderIn(dataFolder), "data"));

    /// <exception cref="StartFailure">It cannot be started or reached, or it is too old.</exception>
    internal static async Task<Database> Open(string dataFolder, DataFolderLock held, CancellationToken ct)
    {
        if (External is not { } external)
        {
            var embedded = await EmbeddedPostgres.StartAsync(dataFolder, Terminal.Say, heldLock: held, ct: ct);
            return new Database(embedded.ConnectionString, embedded);
        }

        await Slow.Announce(Check(external, ct), "Connecting to the database", Terminal.Say);
        return new Database(external, null);
    }

    /// <summary>The database of an installation whether Nexus runs on it now or not; for commands that do one thing and end.</summary>
    /// <exception cref="StartFailure">It cannot be started or reached, or there is none.</exception>
    internal static async Task<Database> Join(string dataFolder, CancellationToken ct)
    {
        if (External is { } external)
        {
            await Slow.Announce(Check(external, ct), "Connecting to the database", Terminal.Say);
            return new Database(external, null);
        }

        if (!Exists(dataFolder))
        {
            throw new StartFailure($"There is no installation in {dataFolder}: name its data folder with --data.");
        }

        if (DataFolderLock.IsHeld(dataFolder))
        {
            return new Database(OfRunning(dataFolder), null);
        }

        var embedded = await EmbeddedPostgres.StartAsync(dataFolder, Terminal.Say, ct: ct);
        return new Database(embedded.ConnectionString, embedded);
    }

    /// <summary>The connection string of the database that a running Nexus works on.</summary>
    /// <exception cref="StartFailure">It is just starting or stopping.</exception>
    internal static string OfRunning(string dataFolder) => External ?? EmbeddedPostgres.ConnectionStringOfRunning(dataFolder)
        ?? throw new StartFailure($"Nexus is just starting or stopping on {dataFolder}: try again in a moment. If it runs on an external database, set ConnectionStrings__nexusdb here too.");

    /// <summary>Connects once and looks at the version.</summary>
    /// <returns>The server's version.</returns>
    /// <exception cref="StartFailure">It cannot be reached, or it is too old.</exception>
    internal static async Task<Version> Check(string external, CancellationToken ct)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(external) { Pooling = false };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(ct);
            return connection.PostgreSqlVersion >= OldestServer ? connection.PostgreSqlVersion
                : throw new StartFailure($"The database server is PostgreSQL {connection.PostgreSqlVersion}: Nexus needs {OldestServer.Major} or newer.");
        }
        catch (ArgumentException e)
        {
            throw new StartFailure($"ConnectionStrings__nexusdb is not a connection string ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw new StartFailure($"The database that ConnectionStrings__nexusdb names cannot be used ({(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}): start it or correct the setting.", e);
        }
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
