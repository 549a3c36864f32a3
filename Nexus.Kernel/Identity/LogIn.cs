using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Identity;

/// <summary>What a user sends to log in.</summary>
/// <param name="Username">The e-mail.</param>
/// <param name="Password">The password.</param>
/// <param name="Otp">A code of the second factor, or a recovery code, for users who have one.</param>
/// <param name="Tenant">Which tenant, where the same e-mail has an account in several.</param>
public sealed record LoginInput([property: MaxLength(254)] string Username, [property: MaxLength(Passwords.LengthMax), Multiline] string Password, [property: MaxLength(64)] string? Otp = null, Guid? Tenant = null);

/// <summary>Password and second factor in, session out.</summary>
public sealed class LogIn(NpgsqlDataSource source, Passwords passwords, SecondFactor secondFactor, LoginFailures failures, LoginRate rate, Sessions sessions)
{
    /// <summary>Accounts of one e-mail that are tried when no tenant is named; the one used last comes first.</summary>
    public const int AccountsTriedMax = 10;

    /// <exception cref="Fault">401 when name and password (or code) don't go together, 429 while locked.</exception>
    public async Task<TokenAnswer> Run(LoginInput input, string? ip, string? userAgent, CancellationToken ct)
    {
        var account = await Authenticated(input, ip, ct);
        if (account.HasSecondFactor)
            await CheckSecondFactor(account, input, ip, ct);
        return await Open(account, input, ip, userAgent, ct);
    }

    /// <summary>The first step alone: a session, or for a user with a second factor what <see cref="Complete"/> needs, to be kept where nobody can read or change it.</summary>
    /// <exception cref="Fault">401 when name and password don't go together, 429 while locked.</exception>
    public async Task<(TokenAnswer? Answer, HalfLogIn? Half)> Begin(LoginInput input, string? ip, string? userAgent, CancellationToken ct)
    {
        var account = await Authenticated(input, ip, ct);
        return account.HasSecondFactor
            ? (null, new HalfLogIn(account.Id, input.Username, input.Tenant, MarkOf(account.PasswordHash)))
            : (await Open(account, input, ip, userAgent, ct), null);
    }

    /// <summary>The second step, with a code or a recovery code.</summary>
    /// <exception cref="Fault">401 when the code isn't right, or the first step doesn't count any more; 429 while locked.</exception>
    public async Task<TokenAnswer> Complete(HalfLogIn half, string code, string? ip, string? userAgent, CancellationToken ct)
    {
        var input = new LoginInput(half.Username, "", code, half.Tenant);
        rate.Take(ip, half.Username);
        await failures.Check(half.Username, half.Tenant, ip, ct);
        // Password, user and tenant may have changed since.
        var account = (await Accounts(input, ct)).FirstOrDefault(a => a.Id == half.User && MarkOf(a.PasswordHash) == half.PasswordMark)
            ?? throw new Fault(401, "invalid_credentials", "The password was changed meanwhile. Log in again.");
        if (TenantClosing.Told(account.Status) is { } closed)
            throw closed;
        await CheckSecondFactor(account, input, ip, ct);
        return await Open(account, input, ip, userAgent, ct);
    }

    /// <summary>The account that name and password stand for.</summary>
    private async Task<Account> Authenticated(LoginInput input, string? ip, CancellationToken ct)
    {
        rate.Take(ip, input.Username);
        await failures.Check(input.Username, input.Tenant, ip, ct);
        if (await Match(input, ct) is { } account)
            return TenantClosing.Told(account.Status) is { } closed ? throw closed : account;
        await failures.Count(input.Username, input.Tenant, ip, ct);
        throw new Fault(401, "invalid_credentials", "Name and password don't go together. Where the same e-mail works for several tenants, name the tenant as well.");
    }

    private async Task<TokenAnswer> Open(Account account, LoginInput input, string? ip, string? userAgent, CancellationToken ct)
    {
        await failures.Forget(input.Username, input.Tenant, ip, ct);
        return await sessions.Open(account.Id, account.Tenant, ip, userAgent, ct);
    }

    private async Task CheckSecondFactor(Account account, LoginInput input, string? ip, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(input.Otp))
            throw new Fault(401, "otp_required", "Send the code of your second factor as well (otp).", [new FieldFault("otp", "required", "The code of the second factor must be given.")]);
        if (await secondFactor.Take(account.Id, input.Otp, ct))
            return;
        await failures.Count(input.Username, input.Tenant, ip, ct);
        throw new Fault(401, "invalid_otp", "The code is not right, was used before, or is too old.", [new FieldFault("otp", "invalid_otp", "The code is not right.")]);
    }

    private async Task<Account?> Match(LoginInput input, CancellationToken ct)
    {
        // A name that PostgreSQL can't take is nobody's.
        var accounts = input.Username.Contains('\0') ? [] : await Accounts(input, ct);
        // No account costs as much time as one with another password.
        if (accounts.Count == 0)
            await passwords.Matches(null, input.Password, ct);
        foreach (var account in accounts)
        {
            if (await passwords.Matches(account.PasswordHash, input.Password, ct))
                return account;
        }

        return null;
    }

    private async Task<List<Account>> Accounts(LoginInput input, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            select u.id, u.tenant_id, u.password_hash, u.totp_confirmed_at is not null, coalesce(t.status, 'active')
            from nexus.users u left join nexus.tenants t on t.id = u.tenant_id
            where lower(u.email) = {input.Username.Trim().ToLowerInvariant()} and u.archived_at is null and u.password_hash is not null
              and ({Sql.Value(input.Tenant, NpgsqlDbType.Uuid)} is null or u.tenant_id = {Sql.Value(input.Tenant, NpgsqlDbType.Uuid)})
            order by u.last_login_at desc nulls last, u.created_at limit {AccountsTriedMax}
            """).Render(command.Parameters);
        var accounts = new List<Account>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            accounts.Add(new Account(reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetString(2), reader.GetBoolean(3), Enum.Parse<TenantStatus>(reader.GetString(4), ignoreCase: true)));
        return accounts;
    }

    private static string MarkOf(string passwordHash) => Convert.ToHexStringLower(Secrets.HashOf(passwordHash));

    private sealed record Account(Guid Id, Guid? Tenant, string PasswordHash, bool HasSecondFactor, TenantStatus Status);
}

/// <summary>A log-in whose password was right and whose second factor is still missing.</summary>
/// <param name="PasswordMark">Tells whether the password is still the one that was given.</param>
public sealed record HalfLogIn(Guid User, string Username, Guid? Tenant, string PasswordMark);
