using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Kernel.Tenancy;
using Nexus.Modules;
using Nexus.Standalone.Postgres;
using Npgsql;

namespace Nexus.Standalone;

/// <summary>Brings the schema of the installation and of each tenant up to date; Nexus may run meanwhile.</summary>
internal static class SyncCommand
{
    internal static async Task<int> Run(Options options, CancellationToken ct)
    {
        DataFolder.Make(options.DataFolder);
        if (DataFolderLock.IsHeld(options.DataFolder))
        {
            await Sync(Database.OfRunning(options.DataFolder), ct);
            return 0;
        }

        using var held = DataFolderLock.Take(options.DataFolder);
        await using var database = await Database.Open(options.DataFolder, held, ct);
        await Sync(database.ConnectionString, ct);
        return 0;
    }

    private static async Task Sync(string connectionString, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await PlatformDatabase.Prepare(source, ct);
        Terminal.Say("The installation's tables are up to date");
        try
        {
            var changed = await new SchemaSync(NexusModules.Model(), source, NullLogger<SchemaSync>.Instance).All((done, of) => Terminal.Say($"Brought {done} of {of} tenants up to date"), ct);
            Terminal.Say(changed == 0 ? "All tenants are up to date" : $"All tenants are up to date now, {changed} of them changed");
        }
        catch (AggregateException e)
        {
            throw new StartFailure($"{e.InnerExceptions.Count} tenants can't be brought up to date; the others are. First: {e.InnerExceptions[0].Message.TrimEnd('.')}.", e);
        }
    }
}
