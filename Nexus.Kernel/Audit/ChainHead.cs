using System.Globalization;
using System.Text;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Audit;

/// <summary>How many entries a tenant's chain has and the last one's hash, signed under the master key.</summary>
/// <param name="BrokenAt">Since when the signature is known to have been wrong; stays.</param>
internal sealed record ChainHead(Guid TenantId, long Count, byte[] Hash, DateTimeOffset? BrokenAt)
{
    private const string Purpose = "audit-head";

    public static ChainHead New(Guid tenant) => new(tenant, 0, ChainEntry.Beginning, null);

    /// <summary>Columns that <see cref="Read"/> takes.</summary>
    public const string Columns = "tenant_id, count, hash, broken_at, mac";

    /// <summary>The head and whether its signature is right.</summary>
    public static (ChainHead Head, bool Genuine) Read(NpgsqlDataReader reader, MasterKey master)
    {
        var head = new ChainHead(reader.GetGuid(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3));
        return (head, System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(head.Sign(master), reader.GetFieldValue<byte[]>(4)));
    }

    public Sql Save(MasterKey master) => $"""
        insert into nexus.audit_heads (tenant_id, count, hash, broken_at, mac)
        values ({TenantId}, {Count}, {Hash}, {Sql.Value(BrokenAt, NpgsqlDbType.TimestampTz)}, {Sign(master)})
        on conflict (tenant_id) do update set count = excluded.count, hash = excluded.hash, broken_at = excluded.broken_at, mac = excluded.mac
        """;

    private byte[] Sign(MasterKey master) =>
        master.Sign(Purpose, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{TenantId}|{Count}|{Convert.ToHexString(Hash)}|{BrokenAt?.ToUniversalTime().Ticks}")));
}
