using Npgsql;
using Nexus.Standalone;
using Nexus.Standalone.Postgres;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Standalone;

[TestClass]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task A_restart_keeps_what_was_written()
    {
        await using (var first = await Start())
        {
            await Execute(first, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('Grüße')");
        }

        await using var second = await Start();
        Assert.AreEqual("Grüße", await Execute(second, "SELECT word FROM kept"));
    }

    [TestMethod]
    public async Task Commits_are_flushed_unless_a_test_asks_otherwise()
    {
        await using (var lasting = await EmbeddedPostgres.StartAsync(folder.Path))
        {
            Assert.AreEqual("on", await Execute(lasting, "SHOW fsync"));
            Assert.AreEqual("on", await Execute(lasting, "SHOW synchronous_commit"));
        }

        await using var quick = await Start();
        Assert.AreEqual("off", await Execute(quick, "SHOW fsync"));
    }

    [TestMethod]
    public async Task Without_the_password_nobody_enters()
    {
        await using var running = await Start();
        var stranger = new NpgsqlConnectionStringBuilder(running.ConnectionString) { Password = "guess", Pooling = false };
        await using var connection = new NpgsqlConnection(stranger.ConnectionString);
        var refused = await Assert.ThrowsExactlyAsync<PostgresException>(() => connection.OpenAsync());
        Assert.AreEqual(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [TestMethod]
    public async Task A_second_start_on_the_same_folder_is_refused_in_one_line()
    {
        await using var first = await Start();
        var refused = await Assert.ThrowsExactlyAsync<StartFailure>(Start);
        StringAssert.Contains(refused.Message, "already runs");
        StringAssert.Contains(refused.Message, $"process {Environment.ProcessId}");
        Assert.AreEqual("1", (await Execute(first, "SELECT 1"))!.ToString());
    }

    [TestMethod]
    public async Task A_lock_file_without_a_holder_is_no_obstacle()
    {
        File.WriteAllText(Path.Combine(folder.Path, "nexus.lock"), "");
        File.WriteAllText(Path.Combine(folder.Path, "nexus.pid"), "1");
        await using var running = await Start();
        Assert.AreEqual("1", (await Execute(running, "SELECT 1"))!.ToString());
    }

    [TestMethod]
    public async Task The_number_of_another_program_in_the_process_file_is_no_obstacle()
    {
        await (await Start()).DisposeAsync();
        File.WriteAllText(Path.Combine(folder.Path, "postgres", "data", "postmaster.pid"), $"{Environment.ProcessId}\n");
        await using var running = await Start();
        Assert.AreEqual("1", (await Execute(running, "SELECT 1"))!.ToString());
    }

    [TestMethod]
    [DataRow("PG_VERSION", null, "PG_VERSION is missing")]
    [DataRow("PG_VERSION", "12\n", "it was made by PostgreSQL 12")]
    [DataRow("PG_VERSION", "\0\0", "PG_VERSION is not a version")]
    [DataRow("global/pg_control", null, "could not open file")]
    [DataRow("global/pg_control", "nonsense", "pg_control")]
    [DataRow("postgresql.conf", "no = such = setting", "contains errors")]
    public async Task A_damaged_folder_is_named_and_left_alone(string file, string? content, string cause)
    {
        await (await Start()).DisposeAsync();
        var path = Path.Combine(folder.Path, "postgres", "data", file);
        if (content is null)
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllText(path, content);
        }

        var refused = await Assert.ThrowsExactlyAsync<StartFailure>(Start);
        StringAssert.Contains(refused.Message, cause);
        StringAssert.Contains(refused.Message, "server.log");
        Assert.IsFalse(refused.Message.Contains('\n'), refused.Message);
        Assert.IsTrue(Directory.Exists(Path.Combine(folder.Path, "postgres", "data", "base")));
    }

    [TestMethod]
    [DataRow("base", "base is missing")]
    [DataRow("pg_wal", "pg_wal is missing")]
    [DataRow("pg_xact", "pg_xact is missing")]
    public async Task A_folder_that_lost_a_part_is_named(string part, string cause)
    {
        await (await Start()).DisposeAsync();
        Directory.Delete(Path.Combine(folder.Path, "postgres", "data", part), recursive: true);
        var refused = await Assert.ThrowsExactlyAsync<StartFailure>(Start);
        StringAssert.Contains(refused.Message, cause);
    }

    [TestMethod]
    public async Task A_path_too_long_for_a_socket_is_served_over_loopback()
    {
        var deep = Path.Combine(folder.Path, new string('d', 90), "with a blank and a 'quote'");
        Directory.CreateDirectory(deep);
        await using var running = await EmbeddedPostgres.StartAsync(deep, durable: false);
        Assert.AreEqual("127.0.0.1", new NpgsqlConnectionStringBuilder(running.ConnectionString).Host);
        Assert.AreEqual("1", (await Execute(running, "SELECT 1"))!.ToString());
    }

    [TestMethod]
    public async Task Secrets_are_for_the_owner_alone()
    {
        await using var running = await Start();
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "postgres.password")));
        }
    }

    private Task<EmbeddedPostgres> Start() => EmbeddedPostgres.StartAsync(folder.Path, durable: false);

    private static async Task<object?> Execute(EmbeddedPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
