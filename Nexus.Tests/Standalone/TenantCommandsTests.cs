using System.Globalization;
using System.Runtime.InteropServices;
using Nexus.Standalone.Postgres;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Standalone;

[TestClass]
public sealed class TenantCommandsTests : IDisposable
{
    private const string Name = "Brightline Consulting";

    private readonly TemporaryFolder folder = new();

    private string Data => Path.Combine(folder.Path, "data");

    private string Backup => Path.Combine(folder.Path, "one.nexus");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task A_tenant_is_backed_up_and_restored_while_Nexus_runs_and_when_it_does_not()
    {
        using var up = StandaloneProcess.Start(["up", "--demo", "--port", StandaloneProcess.FreePort().ToString(CultureInfo.InvariantCulture), "--data", Data]);
        await up.Ready();
        StringAssert.Contains(up.Output, "Log in at http://localhost:");
        await Succeeds("backup", "--tenant", Name.ToLowerInvariant(), "--out", Backup);
        await Fails("is there already", "backup", "--tenant", Name, "--out", Backup);
        await Fails($"There are: {Name}.", "backup", "--tenant", "Nobody");
        var tenant = await Execute("SELECT id FROM nexus.tenants");
        await Execute("DELETE FROM nexus.users WHERE roles = '{sales_director}'");
        StringAssert.Contains(await Succeeds("restore", "--tenant", Backup), "What was there before is kept in");
        Assert.AreEqual(1L, await Execute("SELECT count(*) FROM nexus.users WHERE roles = '{sales_director}'"));
        Assert.AreEqual(tenant, await Execute("SELECT id FROM nexus.tenants"));
        Assert.IsNotEmpty(Directory.GetFiles(Data, "before-restore-*.nexus"));

        up.Signal(PosixSignal.SIGTERM);
        await up.Ended();
        await Succeeds("restore", "--tenant", Backup, "--as-copy");
        await Fails("More than one tenant", "backup", "--tenant", Name, "--out", Backup + "2");
        await Succeeds("backup", "--tenant", tenant!.ToString()!, "--out", Backup + "2");
        StringAssert.Contains(await Succeeds("doctor"), "Tenants      2");
    }

    [TestMethod]
    public async Task Doctor_names_the_first_entry_that_was_touched()
    {
        using var up = StandaloneProcess.Start(["up", "--demo", "--port", StandaloneProcess.FreePort().ToString(CultureInfo.InvariantCulture), "--data", Data]);
        await up.Ready();
        await Eventually.Equal(0L, async () => (long)(await Execute("SELECT count(*) FROM nexus.audit a WHERE tenant_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM nexus.audit_seals s WHERE s.audit_id = a.id)"))!);
        StringAssert.Contains(await Succeeds("doctor"), "entries verified");
        await Execute("BEGIN; SET LOCAL nexus.replaces_tenant = 'yes'; UPDATE nexus.audit SET actor = 'somebody else' WHERE id = (SELECT audit_id FROM nexus.audit_seals WHERE sequence = 7); COMMIT");
        using var doctor = await StandaloneProcess.Run(["doctor", "--data", Data]);
        Assert.AreEqual(1, doctor.ExitCode);
        StringAssert.Contains(doctor.Output, $"{Name} (");
        StringAssert.Contains(doctor.Output, "Entry 7 (");
    }

    [TestMethod]
    public async Task What_cannot_be_done_is_one_line_and_changes_nothing()
    {
        File.WriteAllText(Backup, "nothing");
        await Fails("damaged", "restore", "--tenant", Backup);
        Assert.IsFalse(Directory.Exists(Data));
        await Fails("There is no file", "restore", "--tenant", Backup + "2");
        await Fails("There is no installation", "backup", "--tenant", Name);
        await Fails("--as-copy goes with --tenant", "restore", "--as-copy", Backup);
    }

    private async Task<string> Succeeds(params string[] arguments)
    {
        using var ended = await StandaloneProcess.Run([.. arguments, "--data", Data]);
        Assert.AreEqual(0, ended.ExitCode, ended.Errors + ended.Output);
        return ended.Output;
    }

    private async Task Fails(string says, params string[] arguments)
    {
        using var ended = await StandaloneProcess.Run([.. arguments, "--data", Data]);
        Assert.AreNotEqual(0, ended.ExitCode, ended.Output);
        StringAssert.Contains(ended.Errors, says);
        Assert.AreEqual(1, ended.Errors.Count(c => c == '\n'), ended.Errors);
    }

    private async Task<object?> Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(EmbeddedPostgres.ConnectionStringOfRunning(Data)!);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
