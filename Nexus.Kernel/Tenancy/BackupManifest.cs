namespace Nexus.Kernel.Tenancy;

/// <summary>What a backup of a tenant holds, with the hash of each part.</summary>
/// <param name="Chain">How the audit chain ended; null when nothing was sealed yet.</param>
/// <param name="Dispatched">How far the event log was dispatched: what the tenant's events after it lead to is still to be done.</param>
internal sealed record BackupManifest(string Format, int Version, DateTimeOffset At, BackedUpTenant Tenant, BackedUpChain? Chain, BackedUpPlace? Dispatched, IReadOnlyList<BackedUpTable> Tables)
{
    public const string FormatName = "nexus-tenant-backup";
    public const int VersionNow = 1;
    public const string FileName = "manifest.json";

    /// <summary>SHA-256 of the manifest itself, in hexadecimal.</summary>
    public const string HashFileName = "manifest.sha256";
}

internal sealed record BackedUpTenant(Guid Id, string Name, string Industry, string Country, string Currency, string[] Modules, DateTimeOffset CreatedAt);

internal sealed record BackedUpChain(long Count, string Hash, DateTimeOffset? BrokenAt);

internal sealed record BackedUpPlace(string Transaction, long Position);

/// <param name="File">Its rows in PostgreSQL's binary COPY format.</param>
internal sealed record BackedUpTable(string Name, bool Shared, IReadOnlyList<BackedUpColumn> Columns, long Rows, string File, string Sha256);

internal sealed record BackedUpColumn(string Name, string Type);
