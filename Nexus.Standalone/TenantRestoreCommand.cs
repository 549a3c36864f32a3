using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Standalone.Backup;
using Nexus.Standalone.Postgres;
using Npgsql;

namespace Nexus.Standalone;

/// <summary>Brings a tenant back from its file, into an installation that may run meanwhile. What it replaces is kept in a file of the same kind.</summary>
internal static class TenantRestoreCommand
{
    internal static async Task<int> Run(Options options, string file, CancellationToken ct)
    {
        await using var archive = TenantFile.Open(file);
        var described = await TenantRestore.Describe(archive, ct);
        await using var installation = await Open(options, ct);
        var source = installation.Get<NpgsqlDataSource>();
        await PlatformDatabase.Prepare(source, ct);
        if (!options.AsCopy && await TenantNamed.IsThere(source, described.Id, ct))
        {
            var aside = Path.Combine(options.DataFolder, $"before-restore-{TenantFile.Now}-{TenantFile.NameFor(described.Name)}.nexus");
            DataFolder.Make(options.DataFolder);
            await TenantFile.Write(installation.Get<TenantBackup>(), described.Id, aside, ct);
            Terminal.Say($"What was there before is kept in {aside}");
        }

        archive.Position = 0;
        var restored = await installation.Get<TenantRestore>().Read(archive, options.AsCopy, Caller.System("restore"), ct);
        Terminal.Say($"Restored {described.Name} ({restored.TenantId}) as it was on {described.At:u}{(options.AsCopy ? ", as a copy without API keys, webhooks and jobs" : "")}");
        if (restored.Dropped is { SecondFactors: var factors, WebhookSecrets: var secrets } && factors + secrets > 0)
        {
            Terminal.Say($"The backup is of another installation, whose key this one lacks: {factors} second factors and {secrets} webhook secrets were dropped and must be set anew");
        }

        return 0;
    }

    /// <summary>An empty folder becomes an installation: that is how a tenant moves to another machine.</summary>
    private static async Task<Installation> Open(Options options, CancellationToken ct)
    {
        if (Database.External is null && !Database.Exists(options.DataFolder))
        {
            DataFolder.Make(options.DataFolder);
            using var held = DataFolderLock.Take(options.DataFolder);
            MasterKey.LoadOrMake(options.DataFolder);
            await (await EmbeddedPostgres.StartAsync(options.DataFolder, Terminal.Say, heldLock: held, ct: ct)).DisposeAsync();
        }

        return await Installation.Open(options.DataFolder, MasterKey.Load(options.DataFolder), ct);
    }
}
