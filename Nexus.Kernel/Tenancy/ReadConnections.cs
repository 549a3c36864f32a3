using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// Connections for reading tenants' rows, in a few groups; a tenant always reads through the same one. A backend of PostgreSQL learns each
/// table that it touches and never forgets it: were every backend to meet every tenant, each would hold them all, and hardly ever be asked
/// for one that it knows.
/// </summary>
public sealed class ReadConnections : IAsyncDisposable
{
    /// <summary>Groups into which tenants are spread.</summary>
    public const int Groups = 8;

    private readonly NpgsqlDataSource[] _groups;

    /// <param name="open">Makes the data source of the group with this number.</param>
    internal ReadConnections(Func<int, NpgsqlDataSource> open) => _groups = [.. Enumerable.Range(0, Groups).Select(open)];

    public NpgsqlDataSource Of(Tenant tenant)
    {
        Span<byte> id = stackalloc byte[16];
        tenant.Id.TryWriteBytes(id);
        // The last bytes of a UUIDv7 are random.
        return _groups[id[15] % Groups];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var group in _groups)
            await group.DisposeAsync();
    }
}
