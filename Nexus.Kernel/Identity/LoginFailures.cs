using System.Security.Cryptography;
using System.Text;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>
/// Counts failed log-ins and locks, longer each time. It goes by what was typed, whether such a user exists or not: a lock is told
/// clearly and yet says nothing about who has an account.
/// </summary>
public sealed class LoginFailures(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>Failures that are free.</summary>
    public const int FreeMax = 5;

    /// <summary>The first lock; each further failure doubles it.</summary>
    public static readonly TimeSpan FirstLock = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LockMax = TimeSpan.FromHours(1);

    /// <summary>After so long without a failure the count starts anew.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(24);

    /// <summary>What is counted: the name with the tenant that was named, or with none.</summary>
    public static byte[] LoginOf(string username, Guid? tenant) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{username.Trim().ToLowerInvariant()}\n{tenant}"));

    /// <exception cref="Fault">429 with <c>Retry-After</c> while it is locked.</exception>
    public async Task Check(byte[] login, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select locked_until from nexus.login_failures where login_hash = {login} and locked_until > {Instants.Now(clock)}").Render(command.Parameters);
        if (await command.ExecuteScalarAsync(ct) is DateTime until)
            throw Locked(new DateTimeOffset(until, TimeSpan.Zero) - clock.GetUtcNow());
    }

    public async Task Count(byte[] login, CancellationToken ct)
    {
        var now = Instants.Now(clock);
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            insert into nexus.login_failures as f (login_hash, failures, last_at) values ({login}, 1, {now})
            on conflict (login_hash) do update set last_at = {now},
                failures = case when f.last_at < {now - ForgottenAfter} then 1 else f.failures + 1 end,
                locked_until = case when f.last_at >= {now - ForgottenAfter} and f.failures + 1 >= {FreeMax}
                    then {now} + least({LockMax}, {FirstLock} * power(2, least(f.failures + 1 - {FreeMax}, 20))) end
            """).Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The statement that forgets the failures, after a good log-in or an unlock.</summary>
    public static Sql Forget(params byte[][] logins) => $"delete from nexus.login_failures where login_hash = any({logins})";

    private static Fault Locked(TimeSpan left) => Fault.TooMany("login_locked", "Too many failed log-ins with this name. Wait, or ask an administrator to unlock it.", left);
}
