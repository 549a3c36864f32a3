using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>The tables that all tenants share, brought up to date when a host starts.</summary>
public static class PlatformDatabase
{
    // "nexus" as a number: hosts that start at once take turns.
    private const long PreparationLock = 0x6e65787573;

    // In the order in which they build on each other.
    private static readonly string[] Scripts = ["Tenancy.platform.sql", "Identity.identity.sql", "Events.events.sql", "Audit.audit.sql", "Jobs.jobs.sql", "Jobs.timers.sql", "Notes.notes.sql", "Notices.notices.sql", "Core.Views.views.sql"];

    /// <summary>Runs the kernel's scripts if they changed since they last ran here.</summary>
    public static async Task Prepare(NpgsqlDataSource source, CancellationToken ct = default)
    {
        var scripts = Scripts.Select(Read).Where(s => s is not null).ToArray();
        var fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', scripts))));
        await using var connection = await source.OpenConnectionAsync(ct);
        if (await Fingerprint(connection, ct) == fingerprint)
            return;

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, $"select pg_advisory_xact_lock({PreparationLock})", ct);
        foreach (var script in scripts)
            await Execute(connection, script!, ct);
        await Execute(connection, $"""
            create table if not exists nexus.platform (only_row boolean primary key default true check (only_row), fingerprint text not null);
            insert into nexus.platform (fingerprint) values ('{fingerprint}') on conflict (only_row) do update set fingerprint = excluded.fingerprint;
            """, ct);
        await transaction.CommitAsync(ct);
        await connection.ReloadTypesAsync(ct);
    }

    private static async Task<string?> Fingerprint(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('nexus.platform') is not null", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(ct))!)
            return null;
        await using var command = new NpgsqlCommand("select fingerprint from nexus.platform", connection);
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string? Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Nexus.Kernel." + name);
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }
}
