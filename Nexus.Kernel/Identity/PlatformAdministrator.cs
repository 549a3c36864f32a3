using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>The installation's first administrator: made once, its credentials told once.</summary>
public sealed class PlatformAdministrator(NpgsqlDataSource source, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>Presets the e-mail (environment variable or setting).</summary>
    public const string EmailSetting = "NEXUS_ADMIN_EMAIL";

    /// <summary>Presets the password; without it one is made up.</summary>
    public const string PasswordSetting = "NEXUS_ADMIN_PASSWORD";

    public const string DefaultEmail = "admin@nexus.local";

    // "platadm" as a number: hosts that start at once make one administrator.
    private const long MakingLock = 0x706c617461646d;

    private FirstCredentials? _untold;

    /// <summary>True when both are preset, so that a host which nobody watches can make the account.</summary>
    public bool IsPreset => configuration[EmailSetting] is { Length: > 0 } && configuration[PasswordSetting] is { Length: > 0 };

    /// <summary>Makes the account if the installation has no administrator. The credentials are answered once, by the process that made it; null otherwise.</summary>
    public async Task<FirstCredentials?> Ensure(CancellationToken ct = default)
    {
        await MakeIfNone(ct);
        return Interlocked.Exchange(ref _untold, null);
    }

    /// <summary>As <see cref="Ensure"/>, leaving the credentials to be told by whoever asks.</summary>
    internal async Task MakeIfNone(CancellationToken ct)
    {
        const string Exists = "exists (select 1 from nexus.users where tenant_id is null and archived_at is null)";
        await using var connection = await source.OpenConnectionAsync(ct);
        await using (var before = new NpgsqlCommand("select " + Exists, connection))
        {
            if ((bool)(await before.ExecuteScalarAsync(ct))!)
                return;
        }

        var email = configuration[EmailSetting] is { Length: > 0 } given ? given.Trim() : DefaultEmail;
        var password = configuration[PasswordSetting] is { Length: > 0 } preset ? preset : Secrets.NewPassword();
        var hash = Secrets.HashPassword(password);
        var now = Instants.Now(clock);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand($"select pg_advisory_xact_lock({MakingLock})", connection))
            await turn.ExecuteNonQueryAsync(ct);
        await using var insert = new NpgsqlCommand { Connection = connection };
        insert.CommandText = ((Sql)$"""
            insert into nexus.users (id, tenant_id, email, name, password_hash, created_at, updated_at)
            select {Guid.CreateVersion7(now)}, null, {email}, 'Platform administrator', {hash}, {now}, {now} where not ({Sql.Raw(Exists)})
            """).Render(insert.Parameters);
        if (await insert.ExecuteNonQueryAsync(ct) == 1)
            _untold = new FirstCredentials(email, password);
        await transaction.CommitAsync(ct);
    }
}

/// <summary>The first administrator's credentials, to be shown once.</summary>
public sealed record FirstCredentials(string Email, string Password);
