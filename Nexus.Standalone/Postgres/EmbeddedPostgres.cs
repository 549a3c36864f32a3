using Npgsql;

namespace Nexus.Standalone.Postgres;

/// <summary>A PostgreSQL server of our own in a data folder, reached by nobody but this installation.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>The database that a fresh cluster is given.</summary>
    public const string Database = "nexus";

    private readonly Cluster cluster;
    private readonly DataFolderLock? ownLock;
    private bool stopped;

    private EmbeddedPostgres(Cluster cluster, DataFolderLock? ownLock, string connectionString)
    {
        this.cluster = cluster;
        this.ownLock = ownLock;
        ConnectionString = connectionString;
    }

    /// <summary>For the owner of the database <see cref="Database"/>, a superuser of this cluster.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// Starts the server on a data folder, and makes the cluster first where there is none. The folder is locked until the server is disposed.
    /// </summary>
    /// <param name="dataFolder">Made when it isn't there.</param>
    /// <param name="progress">Gets a line before each thing that may take more than a second.</param>
    /// <param name="durable">False for tests: a commit isn't flushed to the disk.</param>
    /// <param name="heldLock">The folder's lock, when the caller has taken it already.</param>
    /// <param name="ct">Ends the start; a server that runs already by then is stopped.</param>
    /// <exception cref="StartFailure">Says in one line what is in the way and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        string dataFolder, Action<string>? progress = null, bool durable = true, DataFolderLock? heldLock = null, CancellationToken ct = default)
    {
        dataFolder = Path.GetFullPath(dataFolder);
        DataFolder.Make(dataFolder);
        var ownLock = heldLock is null ? DataFolderLock.Take(dataFolder) : null;
        try
        {
            var cluster = await Prepare(dataFolder, progress, durable, ct);
            var address = ServerAddress.Choose(Cluster.FolderIn(dataFolder));
            await Slow.Announce(cluster.Start(address, durable, ct), "Waiting for the database (it recovers after an unclean end)", progress);
            var embedded = new EmbeddedPostgres(cluster, ownLock, ConnectionStringOf(address, cluster.Password));
            try
            {
                await embedded.MakeDatabase(ct);
                return embedded;
            }
            catch (PostgresException e) when (e.SqlState != PostgresErrorCodes.DiskFull)
            {
                await embedded.DisposeAsync();
                throw cluster.Damaged(e.MessageText, e);
            }
            catch
            {
                await embedded.DisposeAsync();
                throw;
            }
        }
        catch (Exception e)
        {
            ownLock?.Dispose();
            throw e is IOException && DiskSpace.IsFull(e) ? new StartFailure($"No disk space in {dataFolder}: free some space or choose another folder with --data.", e)
                : e is UnauthorizedAccessException ? new StartFailure($"The data folder {dataFolder} cannot be used ({e.Message.TrimEnd('.')}): start Nexus as its owner or choose another folder with --data.", e)
                : e is PostgresException { SqlState: PostgresErrorCodes.DiskFull } ? new StartFailure($"No disk space in {dataFolder}: nothing is lost; free some space and start again.", e)
                : e;
        }
    }

    /// <summary>The connection string of the server that another process runs on a data folder, or null when none does.</summary>
    public static string? ConnectionStringOfRunning(string dataFolder)
    {
        var passwordFile = Cluster.PasswordFileIn(dataFolder);
        return ServerAddress.OfRunning(Cluster.FolderIn(dataFolder)) is { } address && File.Exists(passwordFile)
            ? ConnectionStringOf(address, File.ReadAllText(passwordFile).Trim())
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        await cluster.Stop(CancellationToken.None);
        ownLock?.Dispose();
    }

    private static async Task<Cluster> Prepare(string dataFolder, Action<string>? progress, bool durable, CancellationToken ct)
    {
        var folder = Cluster.FolderIn(dataFolder);
        DataFolder.MakePrivate(folder);
        var binaries = await PostgresBinaries.Get(progress, ct);
        var cluster = new Cluster(dataFolder, binaries, await ServerAccount.For(folder, binaries, ct));
        if (cluster.Exists)
        {
            cluster.Check();
            await cluster.StopOrphan(progress, ct);
        }
        else
        {
            progress?.Invoke("Creating the database's files");
            await cluster.Create(durable, ct);
        }

        return cluster;
    }

    private async Task MakeDatabase(CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(Unpooled(Database));
            await connection.OpenAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await using var connection = new NpgsqlConnection(Unpooled("postgres"));
            await connection.OpenAsync(ct);
            await using var create = new NpgsqlCommand($"CREATE DATABASE {Database}", connection);
            await create.ExecuteNonQueryAsync(ct);
        }
    }

    private string Unpooled(string database) => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database, Pooling = false }.ConnectionString;

    private static string ConnectionStringOf(ServerAddress address, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = address.Host,
        Port = address.Port,
        Username = Cluster.User,
        Password = password,
        Database = Database,
    }.ConnectionString;
}
