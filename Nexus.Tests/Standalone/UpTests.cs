using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;
using Nexus.Standalone.Postgres;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Standalone;

[TestClass]
public sealed class UpTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly int port = StandaloneProcess.FreePort();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow(PosixSignal.SIGINT)]
    [DataRow(PosixSignal.SIGTERM)]
    public async Task A_signal_stops_everything_in_order(PosixSignal signal)
    {
        using var up = Up();
        await up.Ready();
        Assert.AreEqual($"Nexus is ready: http://localhost:{port}", up.Output.TrimEnd().Split('\n')[^1]);
        using (var client = new HttpClient())
        {
            Assert.AreEqual(HttpStatusCode.OK, (await client.GetAsync($"http://localhost:{port}/health")).StatusCode);
        }

        var clock = Stopwatch.StartNew();
        up.Signal(signal);
        await up.Ended();
        Assert.AreEqual(0, up.ExitCode, up.Errors);
        Assert.IsLessThan(30, clock.Elapsed.TotalSeconds);
        Assert.IsNull(EmbeddedPostgres.ConnectionStringOfRunning(folder.Path), "The database must have stopped too.");
    }

    [TestMethod]
    public async Task After_a_kill_the_next_start_takes_over_and_nothing_is_lost()
    {
        using (var killed = Up())
        {
            await killed.Ready();
            await Execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");
            killed.Kill();
            await killed.Ended();
        }

        using var next = Up();
        await next.Ready();
        Assert.AreEqual(42, await Execute("SELECT n FROM kept"));
        next.Signal(PosixSignal.SIGTERM);
        await next.Ended();
    }

    [TestMethod]
    public async Task Without_its_launcher_it_stops_by_itself()
    {
        // Whoever started it is not process 1, so it has lost that launcher already.
        using var up = StandaloneProcess.Start(["up", "--port", Text(port), "--data", folder.Path], ("NEXUS_SUPERVISOR", "1"));
        await up.Ended();
        Assert.IsNull(EmbeddedPostgres.ConnectionStringOfRunning(folder.Path));
    }

    [TestMethod]
    public async Task A_second_start_is_refused_in_one_line()
    {
        using var first = Up();
        await first.Ready();
        using var second = await StandaloneProcess.Run(["up", "--port", Text(port), "--data", folder.Path]);
        AssertOneLine(second, $"already runs on the data folder {folder.Path} (process {first.Id})");
        first.Signal(PosixSignal.SIGTERM);
        await first.Ended();
    }

    [TestMethod]
    public async Task A_taken_port_is_named_before_anything_is_made()
    {
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        var data = Path.Combine(folder.Path, "never");
        using var up = await StandaloneProcess.Run(["up", "--port", Text(port), "--data", data]);
        AssertOneLine(up, $"Port {port} is taken");
        Assert.IsFalse(Directory.Exists(data));
    }

    [TestMethod]
    public async Task Without_Node_one_line_says_what_to_install()
    {
        using var up = await StandaloneProcess.Run(
            ["up", "--port", Text(port), "--data", folder.Path], ("PATH", folder.Path), ("NEXUS_CACHE", Path.Combine(folder.Path, "cache")));
        AssertOneLine(up, "install Node.js 20 or newer");
    }

    [TestMethod]
    public async Task A_lost_key_is_named_and_no_new_one_is_made()
    {
        using (var first = Up())
        {
            await first.Ready();
            first.Signal(PosixSignal.SIGTERM);
            await first.Ended();
        }

        File.Delete(Path.Combine(folder.Path, "master.key"));
        using var up = await StandaloneProcess.Run(["up", "--port", Text(port), "--data", folder.Path]);
        AssertOneLine(up, "master.key is missing");
        Assert.IsFalse(File.Exists(Path.Combine(folder.Path, "master.key")));
    }

    [TestMethod]
    [DataRow("Host=127.0.0.1;Port=1;Username=x;Password=y;Timeout=3", "cannot be used")]
    [DataRow("this is nothing", "not a connection string")]
    public async Task An_external_database_that_cannot_be_used_is_named(string setting, string says)
    {
        using var up = await StandaloneProcess.Run(["up", "--port", Text(port), "--data", folder.Path], ("ConnectionStrings__nexusdb", setting));
        AssertOneLine(up, says);
    }

    [TestMethod]
    [DataRow("up --port 99999", "is not a port")]
    [DataRow("up --port", "needs a value")]
    [DataRow("up --prot 80", "'--prot' is not known")]
    [DataRow("dance", "There is no 'dance'")]
    [DataRow("restore", "needs the archive")]
    public async Task A_mistyped_command_is_explained(string line, string says)
    {
        using var up = await StandaloneProcess.Run(line.Split(' '));
        AssertOneLine(up, says);
        Assert.AreEqual(2, up.ExitCode);
    }

    private StandaloneProcess Up() => StandaloneProcess.Start(["up", "--port", Text(port), "--data", folder.Path]);

    private async Task<object?> Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(EmbeddedPostgres.ConnectionStringOfRunning(folder.Path)!);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static void AssertOneLine(StandaloneProcess ended, string says)
    {
        Assert.AreNotEqual(0, ended.ExitCode);
        StringAssert.Contains(ended.Errors, says);
        Assert.AreEqual(1, ended.Errors.Count(c => c == '\n'), ended.Errors);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
