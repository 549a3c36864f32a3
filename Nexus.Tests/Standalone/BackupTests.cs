using Npgsql;
using Nexus.Standalone.Postgres;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Standalone;

[TestClass]
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Data => Path.Combine(folder.Path, "a");

    private string Archive => Path.Combine(folder.Path, "one.backup");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task A_backup_under_writes_is_one_moment_and_comes_back_whole()
    {
        await using (var server = await EmbeddedPostgres.StartAsync(Data))
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString);
            await Execute(source, "CREATE TABLE pairs (n bigint, twin bigint)");
            using var enough = new CancellationTokenSource();
            var written = 0L;
            var writing = Task.Run(async () =>
            {
                for (; !enough.IsCancellationRequested; written++)
                {
                    await Execute(source, $"INSERT INTO pairs VALUES ({written}, {written}); INSERT INTO pairs SELECT {written}, {written}");
                }
            });
            while (Interlocked.Read(ref written) < 50)
            {
                await Task.Delay(10);
            }

            using var backup = await StandaloneProcess.Run(["backup", Archive, "--data", Data]);
            await enough.CancelAsync();
            await writing;
            Assert.AreEqual(0, backup.ExitCode, backup.Errors);
        }

        var copy = Path.Combine(folder.Path, "b");
        using var restore = await StandaloneProcess.Run(["restore", Archive, "--data", copy]);
        Assert.AreEqual(0, restore.ExitCode, restore.Errors);
        await using var restored = await EmbeddedPostgres.StartAsync(copy);
        await using var read = NpgsqlDataSource.Create(restored.ConnectionString);
        Assert.IsGreaterThanOrEqualTo(100L, (long)(await Execute(read, "SELECT count(*) FROM pairs"))!);
        Assert.AreEqual(0L, await Execute(read, "SELECT count(*) FROM (SELECT n FROM pairs GROUP BY n HAVING count(*) <> 2) odd"));
    }

    [TestMethod]
    public async Task A_restore_keeps_what_was_there()
    {
        await (await EmbeddedPostgres.StartAsync(Data)).DisposeAsync();
        using (var backup = await StandaloneProcess.Run(["backup", Archive, "--data", Data]))
        {
            Assert.AreEqual(0, backup.ExitCode, backup.Errors);
        }

        using var restore = await StandaloneProcess.Run(["restore", Archive, "--data", Data]);
        Assert.AreEqual(0, restore.ExitCode, restore.Errors);
        var aside = Directory.GetDirectories(Data, "before-restore-*").Single();
        Assert.IsTrue(File.Exists(Path.Combine(aside, "postgres", "data", "PG_VERSION")));
    }

    [TestMethod]
    public async Task A_damaged_archive_changes_nothing()
    {
        await (await EmbeddedPostgres.StartAsync(Data)).DisposeAsync();
        using (await StandaloneProcess.Run(["backup", Archive, "--data", Data]))
        {
        }

        await using (var archive = File.OpenWrite(Archive))
        {
            archive.SetLength(archive.Length / 2);
        }

        using var restore = await StandaloneProcess.Run(["restore", Archive, "--data", Data]);
        Assert.AreEqual(1, restore.ExitCode);
        StringAssert.Contains(restore.Errors, "damaged");
        Assert.IsEmpty(Directory.GetDirectories(Data, "before-restore-*"));
        await (await EmbeddedPostgres.StartAsync(Data)).DisposeAsync();
    }

    private static async Task<object?> Execute(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
