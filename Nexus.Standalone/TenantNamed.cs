using Npgsql;

namespace Nexus.Standalone;

/// <summary>Finds the tenant that a person means.</summary>
internal static class TenantNamed
{
    private const int NamesShownMax = 10;

    /// <param name="named">An id, or a name in any case.</param>
    /// <exception cref="StartFailure">There is none, or more than one.</exception>
    internal static async Task<(Guid Id, string Name)> Find(NpgsqlDataSource source, string named, CancellationToken ct)
    {
        var found = await Read(source, "where id::text = lower($1) or lower(name) = lower($1)", named.Trim(), ct);
        return found switch
        {
            [var one] => one,
            [] => throw new StartFailure($"There is no tenant '{named}'. {await Others(source, ct)}"),
            _ => throw new StartFailure($"More than one tenant is named '{named}': name it by its id, {string.Join(" or ", found.Select(tenant => tenant.Id))}."),
        };
    }

    internal static async Task<bool> IsThere(NpgsqlDataSource source, Guid id, CancellationToken ct) =>
        await Read(source, "where id::text = $1", id.ToString(), ct) is [_];

    private static async Task<string> Others(NpgsqlDataSource source, CancellationToken ct)
    {
        var all = await Read(source, "where $1 = ''", "", ct);
        return all.Count is 0 ? "There are none yet." : $"There are: {string.Join(", ", all.Take(NamesShownMax).Select(tenant => tenant.Name))}{(all.Count > NamesShownMax ? " and more" : "")}.";
    }

    private static async Task<List<(Guid Id, string Name)>> Read(NpgsqlDataSource source, string condition, string value, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select id, name from nexus.tenants {condition} order by name, id limit {NamesShownMax + 1}");
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        var found = new List<(Guid, string)>();
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                found.Add((reader.GetGuid(0), reader.GetString(1)));
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            // An installation whose first start didn't get that far.
        }

        return found;
    }
}
