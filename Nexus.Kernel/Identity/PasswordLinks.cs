using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Identity;

/// <summary>
/// Links with which users choose a password: the invited their first one, others a new one. Nothing is kept of them: a link carries a mark
/// that only this installation can make, over the user, the time, and the password as it was. So a link counts once, and none counts any
/// more when the password was set in any way.
/// </summary>
public sealed class PasswordLinks(NpgsqlDataSource source, MasterKey master, Passwords passwords, Sessions sessions, TimeProvider clock)
{
    public static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(7);

    public static readonly TimeSpan ResetLasts = TimeSpan.FromHours(24);

    /// <summary>The console's page. The code follows after <c>#</c>: browsers keep that part to themselves, so it is in no log.</summary>
    private const string Page = "/password#";

    private const string Prefix = "np_";
    private const int UserBytes = 16, TimeBytes = 8, MarkBytes = 32;

    /// <summary>The address on the console of a new link.</summary>
    /// <param name="passwordHash">Of the user at this moment.</param>
    public string New(Guid user, string? passwordHash, TimeSpan lasts)
    {
        Span<byte> code = stackalloc byte[UserBytes + TimeBytes + MarkBytes];
        user.TryWriteBytes(code);
        BinaryPrimitives.WriteInt64BigEndian(code[UserBytes..], (clock.GetUtcNow() + lasts).ToUnixTimeSeconds());
        Mark(code[..(UserBytes + TimeBytes)], passwordHash).CopyTo(code[(UserBytes + TimeBytes)..]);
        return Page + Prefix + Secrets.Base64Url(code);
    }

    /// <summary>Sets the password that the link's user chose; ends what was open under the old one.</summary>
    /// <returns>The user's e-mail and tenant, with which they can log in now.</returns>
    /// <exception cref="Fault">422 when the link doesn't count (any more) or the password isn't good enough.</exception>
    public async Task<(string Email, Guid? Tenant)> Use(string code, string password, CancellationToken ct)
    {
        if (Read(code) is not { } link || await Find(link, ct) is not { } user)
            throw Over();
        Passwords.Require(password, "password", user.Email);
        var hash = await passwords.Hash(password, ct);
        var now = Instants.Now(clock);
        await using (var batch = source.CreateBatch())
        {
            batch.BatchCommands.Add(((Sql)$"""
                update nexus.users set password_hash = {hash}, password_changed_at = {now}, updated_at = {now}, version = version + 1
                where id = {link.User} and password_hash is not distinct from {Sql.Value(user.PasswordHash, NpgsqlDbType.Text)}
                """).ToBatchCommand());
            // Of two that use the link at once, one comes too late.
            if (await batch.ExecuteNonQueryAsync(ct) == 0)
                throw Over();
        }

        await using (var command = source.CreateCommand())
        {
            command.CommandText = LoginFailures.Unlock(LoginFailures.LoginOf(user.Email, user.Tenant), LoginFailures.LoginOf(user.Email, null)).Render(command.Parameters);
            await command.ExecuteNonQueryAsync(ct);
        }

        await sessions.End($"user_id = {link.User}", "password_changed", ct);
        return (user.Email, user.Tenant);
    }

    private async Task<LinkedUser?> Find(Link link, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select email, tenant_id, password_hash from nexus.users where id = {link.User} and archived_at is null").Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var user = new LinkedUser(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetString(2));
        return CryptographicOperations.FixedTimeEquals(Mark(link.Content, user.PasswordHash), link.Mark) ? user : null;
    }

    private Link? Read(string code)
    {
        var bytes = new byte[UserBytes + TimeBytes + MarkBytes + 3];
        if (code.Length > 128 || !code.StartsWith(Prefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(code.AsSpan(Prefix.Length), out var length) || length != UserBytes + TimeBytes + MarkBytes
            || !Base64Url.TryDecodeFromChars(code.AsSpan(Prefix.Length), bytes, out _))
            return null;
        return BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(UserBytes)) >= clock.GetUtcNow().ToUnixTimeSeconds()
            ? new Link(new Guid(bytes.AsSpan(0, UserBytes)), bytes[..(UserBytes + TimeBytes)], bytes[(UserBytes + TimeBytes)..length])
            : null;
    }

    private byte[] Mark(ReadOnlySpan<byte> content, string? passwordHash) => master.Sign("password-link", [.. content, .. Secrets.HashOf(passwordHash ?? "")])[..MarkBytes];

    private static Fault Over() => new(422, "link_over", "This link doesn't count: it was used, is too old, or the password was changed since. Ask for a new one.", [new FieldFault("code", "link_over", "The link doesn't count any more.")]);

    private sealed record Link(Guid User, byte[] Content, byte[] Mark);

    private sealed record LinkedUser(string Email, Guid? Tenant, string? PasswordHash);
}
