using Npgsql;

namespace Nexus.Standalone.Backup;

/// <summary>
/// Copies a cluster while it is written to, by PostgreSQL's low-level backup protocol: the files as they are, in any order, and the
/// write-ahead log from the backup's start to its end, which makes one moment of them.
/// </summary>
internal static class OnlineCopy
{
    /// <summary>What the server makes anew at each start.</summary>
    private static readonly string[] ContentsLeftOut = ["pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans"];

    private static readonly string[] FilesLeftOut = ["postmaster.pid", "postmaster.opts"];

    internal static async Task Write(ArchiveWriter archive, string prefix, string clusterData, string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(ct);
        // Keeps the log from the backup's start on until this session ends.
        await Execute(connection, $"SELECT pg_create_physical_replication_slot('nexus_backup_{Environment.ProcessId}', true, true)", ct);
        await Execute(connection, "SELECT pg_backup_start('nexus', fast => true)", ct);

        foreach (var entry in Entries(clusterData, ""))
        {
            ct.ThrowIfCancellationRequested();
            if (entry.EndsWith('/'))
            {
                archive.AddFolder(prefix + entry);
            }
            else
            {
                archive.AddFile(prefix + entry, Path.Combine(clusterData, entry));
            }
        }

        // Last, so that it isn't older than what it describes.
        archive.AddFile(prefix + "global/pg_control", Path.Combine(clusterData, "global", "pg_control"));
        var (label, last) = await End(connection, ct);
        archive.AddText(prefix + "backup_label", label);
        var first = label.Split("(file ")[1].Split(')')[0];
        foreach (var segment in Directory.GetFiles(Path.Combine(clusterData, "pg_wal")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal))
        {
            var isHistory = segment.EndsWith(".history", StringComparison.Ordinal);
            if (isHistory || (segment.Length == first.Length && string.CompareOrdinal(segment, first) >= 0 && string.CompareOrdinal(segment, last) <= 0))
            {
                archive.AddFile($"{prefix}pg_wal/{segment}", Path.Combine(clusterData, "pg_wal", segment));
            }
        }
    }

    private static async Task<(string Label, string LastSegment)> End(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT labelfile, pg_walfile_name(lsn) FROM pg_backup_stop(wait_for_archive => false)", connection) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetString(0), row.GetString(1));
    }

    /// <summary>Paths below the cluster, with slashes; a folder ends with one.</summary>
    private static IEnumerable<string> Entries(string root, string below)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(root, below)).Select(Path.GetFileName).OfType<string>())
        {
            var path = below + file;
            if (!FilesLeftOut.Contains(path) && path != "global/pg_control" && !file.StartsWith("pgsql_tmp", StringComparison.Ordinal) && !file.EndsWith(".new", StringComparison.Ordinal))
            {
                yield return path;
            }
        }

        foreach (var folder in Directory.GetDirectories(Path.Combine(root, below)).Select(Path.GetFileName).OfType<string>())
        {
            if (folder.StartsWith("pgsql_tmp", StringComparison.Ordinal))
            {
                continue;
            }

            var path = $"{below}{folder}/";
            yield return path;
            if (path == "pg_wal/")
            {
                yield return "pg_wal/archive_status/";
                yield return "pg_wal/summaries/";
            }

            if (!ContentsLeftOut.Contains(path[..^1]))
            {
                foreach (var inner in Entries(root, path))
                {
                    yield return inner;
                }
            }
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
