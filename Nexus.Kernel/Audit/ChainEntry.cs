using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Nexus.Kernel.Audit;

/// <summary>An audit entry as the chain hashes it: each value with its length before it, so that no two entries have the same bytes.</summary>
internal static class ChainEntry
{
    /// <summary>What a chain begins with.</summary>
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>The hashed columns, in their order. Neither the tenant (a copy of a tenant keeps its chain) nor the transaction (a restore gives a new one).</summary>
    public const string Columns = """
        a.id::text, (extract(epoch from a.at) * 1000000)::bigint::text, a.actor_kind, a.actor_id::text, a.actor, a.on_behalf_of,
        a.operation, a.resource, a.row_id::text, a.before::text, a.after::text, a.trace_parent
        """;

    private const int ColumnCount = 12;
    private const int Absent = -1;

    /// <summary>The values of <see cref="Columns"/>, which begin at <paramref name="ordinal"/>.</summary>
    public static string?[] Read(NpgsqlDataReader reader, int ordinal)
    {
        var values = new string?[ColumnCount];
        for (var i = 0; i < ColumnCount; i++)
            values[i] = reader.IsDBNull(ordinal + i) ? null : reader.GetString(ordinal + i);
        return values;
    }

    /// <summary>SHA-256 of the hash before and the entry.</summary>
    public static byte[] Hash(byte[] previous, string?[] entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var value in entry)
        {
            var text = value is null ? null : Encoding.UTF8.GetBytes(value);
            BinaryPrimitives.WriteInt32BigEndian(length, text?.Length ?? Absent);
            hash.AppendData(length);
            if (text is not null)
                hash.AppendData(text);
        }

        return hash.GetHashAndReset();
    }
}
