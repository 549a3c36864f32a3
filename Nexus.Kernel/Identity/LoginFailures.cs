using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>
/// Counts failed log-ins and locks, longer each time. First the name from one address, so that a stranger who guesses locks out himself
/// and not the name's owner; only after very many failures from all addresses together the name everywhere, but for the addresses from
/// which its owner logged in before. It goes by what was typed, whether such a user exists or not: a lock is told clearly and yet says
/// nothing about who has an account.
/// </summary>
public sealed class LoginFailures(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>Failures with one name from one address from which on it is locked there.</summary>
    public const int FreeMax = 5;

    /// <summary>Failures with one name from all addresses from which on it is locked for addresses that aren't known.</summary>
    public const int FreeEverywhereMax = 100;

    /// <summary>The first lock; each further failure doubles it.</summary>
    public static readonly TimeSpan FirstLock = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LockMax = TimeSpan.FromHours(1);

    /// <summary>After so long without a failure the count starts anew.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(24);

    /// <summary>Bytes of an IPv6 address that name a subscriber; the rest is his to choose.</summary>
    private const int SubscriberBytes = 8;

    /// <summary>Sessions in which an address is looked for.</summary>
    private const int SessionsLookedAtMax = 1_000;

    /// <summary>What is counted: the name with the tenant that was named, or with none.</summary>
    public static byte[] LoginOf(string username, Guid? tenant) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{username.Trim().ToLowerInvariant()}\n{tenant}"));

    /// <summary>Where somebody is: the address, or of IPv6 the network, which one subscriber has.</summary>
    public static string PlaceOf(string? address)
    {
        if (!IPAddress.TryParse(address, out var ip))
            return "";
        if (ip.IsIPv4MappedToIPv6)
            ip = ip.MapToIPv4();
        return ip.AddressFamily is AddressFamily.InterNetworkV6 ? $"{Convert.ToHexStringLower(ip.GetAddressBytes().AsSpan(0, SubscriberBytes))}::" : ip.ToString();
    }

    /// <param name="address">From where; null when it doesn't matter.</param>
    /// <exception cref="Fault">429 with <c>Retry-After</c> while it is locked.</exception>
    public async Task Check(string username, Guid? tenant, string? address, CancellationToken ct)
    {
        var login = LoginOf(username, tenant);
        DateTimeOffset? here = null, everywhere = null;
        await using (var command = source.CreateCommand())
        {
            command.CommandText = ((Sql)$"select login_hash = {login}, locked_until from nexus.login_failures where login_hash = any({new[] { login, At(login, address) }}) and locked_until > {Instants.Now(clock)}").Render(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                if (reader.GetBoolean(0))
                    everywhere = reader.GetFieldValue<DateTimeOffset>(1);
                else
                    here = reader.GetFieldValue<DateTimeOffset>(1);
            }
        }

        if (everywhere is not null && await IsKnown(username, tenant, address, ct))
            everywhere = null;
        if (here is null || everywhere > here)
            here = everywhere;
        if (here is { } until)
            throw Fault.TooMany("login_locked", "Too many failed log-ins with this name. Wait, or ask an administrator to unlock it.", until - clock.GetUtcNow());
    }

    public async Task Count(string username, Guid? tenant, string? address, CancellationToken ct)
    {
        var login = LoginOf(username, tenant);
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Count(At(login, address), login, FreeMax).ToBatchCommand());
        batch.BatchCommands.Add(Count(login, login, FreeEverywhereMax).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>After a good log-in: the failures from this address. Those from elsewhere weren't made by who logged in.</summary>
    public async Task Forget(string username, Guid? tenant, string? address, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"delete from nexus.login_failures where login_hash = {At(LoginOf(username, tenant), address)}").Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The statement that forgets all failures with these names, from wherever.</summary>
    public static Sql Unlock(params byte[][] logins) => $"delete from nexus.login_failures where name_hash = any({logins}) or login_hash = any({logins})";

    private Sql Count(byte[] counted, byte[] name, int free)
    {
        var now = Instants.Now(clock);
        return $"""
            insert into nexus.login_failures as f (login_hash, name_hash, failures, last_at) values ({counted}, {name}, 1, {now})
            on conflict (login_hash) do update set last_at = {now},
                failures = case when f.last_at < {now - ForgottenAfter} then 1 else f.failures + 1 end,
                locked_until = case when f.last_at >= {now - ForgottenAfter} and f.failures + 1 >= {free}
                    then {now} + least({LockMax}, {FirstLock} * power(2, least(f.failures + 1 - {free}, 20))) end
            """;
    }

    /// <summary>Whether a user of this name has logged in from there.</summary>
    private async Task<bool> IsKnown(string username, Guid? tenant, string? address, CancellationToken ct)
    {
        var place = PlaceOf(address);
        if (place == "" || username.Contains('\0'))
            return false;
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            select distinct s.ip from (
                select s.ip from nexus.users u join nexus.sessions s on s.user_id = u.id
                where lower(u.email) = {username.Trim().ToLowerInvariant()} and u.archived_at is null
                  and ({Sql.Value(tenant, NpgsqlTypes.NpgsqlDbType.Uuid)} is null or u.tenant_id = {Sql.Value(tenant, NpgsqlTypes.NpgsqlDbType.Uuid)})
                order by s.created_at desc limit {SessionsLookedAtMax}) s
            """).Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (!reader.IsDBNull(0) && PlaceOf(reader.GetString(0)) == place)
                return true;
        }

        return false;
    }

    private static byte[] At(byte[] login, string? address) => SHA256.HashData([.. login, .. Encoding.UTF8.GetBytes(PlaceOf(address))]);
}
