using System.Security.Cryptography;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>A user's second factor: enrolled, confirmed by a first code, from then on asked for at each log-in. Each code counts once.</summary>
public sealed class SecondFactor(NpgsqlDataSource source, MasterKey master, TimeProvider clock)
{
    /// <summary>Codes that a user can note down for the day the phone is lost.</summary>
    public const int RecoveryCodes = 10;

    private const int SecretBytes = 20;

    /// <summary>A new secret, not asked for before it is confirmed.</summary>
    /// <exception cref="Fault">409 when there is a confirmed one.</exception>
    public async Task<(string Secret, string Uri)> Enroll(Guid user, string account, string issuer, CancellationToken ct)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        if (await Change($"update nexus.users set totp_secret = {master.Encrypt(Purpose(user), secret)}, totp_last_step = null where id = {user} and totp_confirmed_at is null", ct) == 0)
            throw new Fault(409, "totp_enabled", "There is a second factor already. Disable it first.");
        return (Totp.Encode(secret), Totp.Uri(secret, issuer, account));
    }

    /// <summary>Turns it on with a first code.</summary>
    /// <returns>The recovery codes, shown this once; only hashes are kept.</returns>
    public async Task<IReadOnlyList<string>> Confirm(Guid user, string code, CancellationToken ct)
    {
        if (await Secret(user, confirmed: false, ct) is not { } secret)
            throw new Fault(409, "totp_not_enrolled", "Enrol a second factor first.");
        if (!await TakeCode(user, secret, code, ct))
            throw new Fault(422, "invalid_otp", "The code is not right. Check the clock of the device.");

        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => NewRecoveryCode()).ToArray();
        var hashes = codes.Select(c => Secrets.HashOf(Plain(c))).ToArray();
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(((Sql)$"update nexus.users set totp_confirmed_at = {Instants.Now(clock)} where id = {user} and totp_confirmed_at is null").ToBatchCommand());
        batch.BatchCommands.Add(((Sql)$"delete from nexus.recovery_codes where user_id = {user}").ToBatchCommand());
        batch.BatchCommands.Add(((Sql)$"insert into nexus.recovery_codes (user_id, code_hash) select {user}, unnest({hashes})").ToBatchCommand());
        await batch.ExecuteNonQueryAsync(ct);
        return codes;
    }

    /// <summary>Takes a code or a recovery code, each only once. False when it isn't right.</summary>
    public async Task<bool> Take(Guid user, string code, CancellationToken ct)
    {
        code = Plain(code);
        if (code.Length == Totp.Digits)
            return await Secret(user, confirmed: true, ct) is { } secret && await TakeCode(user, secret, code, ct);
        return await Change($"update nexus.recovery_codes set used_at = {Instants.Now(clock)} where user_id = {user} and code_hash = {Secrets.HashOf(code)} and used_at is null", ct) == 1;
    }

    /// <summary>The statements that turn it off.</summary>
    internal static IEnumerable<Sql> DisableStatements(Guid user) =>
    [
        $"update nexus.users set totp_secret = null, totp_confirmed_at = null, totp_last_step = null where id = {user}",
        $"delete from nexus.recovery_codes where user_id = {user}",
    ];

    public async Task Disable(Guid user, CancellationToken ct)
    {
        foreach (var statement in DisableStatements(user))
            await Change(statement, ct);
    }

    /// <summary>A step is taken by one statement, so of two log-ins with the same code one fails.</summary>
    private async Task<bool> TakeCode(Guid user, byte[] secret, string code, CancellationToken ct) =>
        Totp.StepOf(secret, Plain(code), clock.GetUtcNow()) is { } step
        && await Change($"update nexus.users set totp_last_step = {step} where id = {user} and coalesce(totp_last_step, 0) < {step}", ct) == 1;

    private async Task<byte[]?> Secret(Guid user, bool confirmed, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select totp_secret from nexus.users where id = {user} and (totp_confirmed_at is not null) = {confirmed}").Render(command.Parameters);
        return await command.ExecuteScalarAsync(ct) is byte[] kept ? master.Decrypt(Purpose(user), kept) : null;
    }

    private async Task<int> Change(Sql sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = sql.Render(command.Parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>16 characters of base 32, 80 bits: <c>ABCD-EFGH-IJKL-MNOP</c>.</summary>
    private static string NewRecoveryCode() => string.Join('-', Totp.Encode(RandomNumberGenerator.GetBytes(10)).Chunk(4).Select(c => new string(c)));

    private static string Plain(string code) => code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    internal static string Purpose(Guid user) => $"totp:{user}";
}
