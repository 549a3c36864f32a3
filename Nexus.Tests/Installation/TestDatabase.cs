using Npgsql;
using Nexus.Standalone.Postgres;

namespace Nexus.Tests.Installation;

/// <summary>
/// One database server for a whole test run, started when the first test asks: an embedded one in a temporary folder, or the
/// server that <c>ConnectionStrings__nexusdb</c> names.
/// </summary>
[TestClass]
public static class TestDatabase
{
    private static readonly Lazy<Task<Server>> Running = new(Server.Start);

    /// <summary>For the run's shared database.</summary>
    public static async Task<string> ConnectionString() => (await Running.Value).ConnectionString;

    /// <summary>Creates an empty database of its own; it goes away with the run.</summary>
    public static async Task<string> NewDatabase() => await (await Running.Value).NewDatabase();

    [AssemblyCleanup]
    public static async Task Stop()
    {
        if (Running.IsValueCreated)
        {
            await (await Running.Value).DisposeAsync();
        }
    }

    private sealed class Server(string connectionString, EmbeddedPostgres? embedded, TemporaryFolder? folder) : IAsyncDisposable
    {
        private readonly List<string> made = [];

        public string ConnectionString => connectionString;

        public static async Task<Server> Start()
        {
            if (Environment.GetEnvironmentVariable("ConnectionStrings__nexusdb") is { Length: > 0 } external)
            {
                return new Server(external, null, null);
            }

            await TemporaryFolder.RemoveAbandoned();
            var folder = new TemporaryFolder();
            var embedded = await EmbeddedPostgres.StartAsync(folder.Path, durable: false);
            return new Server(embedded.ConnectionString, embedded, folder);
        }

        public async Task<string> NewDatabase()
        {
            var name = $"nexus_test_{Guid.NewGuid():N}";
            await Execute($"CREATE DATABASE {name} TEMPLATE template0");
            lock (made)
            {
                made.Add(name);
            }

            return new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ConnectionString;
        }

        public async ValueTask DisposeAsync()
        {
            if (embedded is not null)
            {
                await embedded.DisposeAsync();
                folder!.Dispose();
                return;
            }

            foreach (var name in made)
            {
                await Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            }
        }

        private async Task Execute(string sql)
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
