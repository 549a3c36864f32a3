using System.Globalization;
using Nexus.Kernel.Audit;
using Npgsql;

namespace Nexus.Standalone;

/// <summary>How many tenants there are, and whether somebody touched what their audits say.</summary>
internal static class TenantFindings
{
    /// <summary>Touched audits that get a line of their own.</summary>
    private const int TouchedShownMax = 20;

    internal static async Task<IReadOnlyList<Finding>> Read(string dataFolder, CancellationToken ct)
    {
        if (Database.External is null && !Database.Exists(dataFolder))
        {
            return [new("ok", "Tenants", "none yet")];
        }

        try
        {
            // Verifying takes the key that signed; without it the tenants can still be counted.
            var key = MasterKey.FromEnvironment ?? (File.Exists(MasterKey.FileIn(dataFolder)) ? MasterKey.Load(dataFolder) : null);
            await using var installation = await Installation.Open(dataFolder, key, ct);
            var names = await Names(installation.Get<NpgsqlDataSource>(), ct);
            var tenants = new Finding("ok", "Tenants", names.Count.ToString("N0", CultureInfo.InvariantCulture));
            return key is null
                ? [tenants, new("optional", "Audit", "not verified: set Nexus__MasterKey to the key that the installation runs with")]
                : [tenants, .. await Audit(installation.Get<AuditChain>(), names, ct)];
        }
        catch (StartFailure failure)
        {
            return [new("broken", "Tenants", failure.Message)];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return [new("ok", "Tenants", "none yet")];
        }
        catch (NpgsqlException e)
        {
            return [new("broken", "Tenants", $"the database gave up: {e.Message.ReplaceLineEndings(" ")}")];
        }
    }

    private static async Task<IReadOnlyList<Finding>> Audit(AuditChain chain, IReadOnlyDictionary<Guid, string> names, CancellationToken ct)
    {
        var touched = new List<Finding>();
        var (entries, pending, broken) = (0L, 0L, 0);
        await foreach (var verified in chain.VerifyAll(ct))
        {
            entries += verified.Entries;
            pending += verified.Pending;
            if (verified.Breach is { } breach && ++broken <= TouchedShownMax)
            {
                touched.Add(new("broken", "Audit", $"{names.GetValueOrDefault(verified.TenantId, "a tenant that is gone")} ({verified.TenantId}): {breach.Message}"));
            }
        }

        return broken switch
        {
            0 => [new("ok", "Audit", string.Create(CultureInfo.InvariantCulture, $"whole: {entries:N0} entries verified{(pending > 0 ? $", {pending:N0} not sealed yet" : "")}"))],
            > TouchedShownMax => [.. touched, new("broken", "Audit", $"and {broken - TouchedShownMax} tenants more")],
            _ => touched,
        };
    }

    private static async Task<Dictionary<Guid, string>> Names(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select id, name from nexus.tenants");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new Dictionary<Guid, string>();
        while (await reader.ReadAsync(ct))
        {
            names.Add(reader.GetGuid(0), reader.GetString(1));
        }

        return names;
    }
}
