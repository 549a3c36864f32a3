using System.Security.Cryptography;
using Nexus.Kernel.Events.Webhooks;
using Nexus.Kernel.Identity;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>A tenant that was brought back.</summary>
/// <param name="TenantId">Its id: a new one for a copy.</param>
public sealed record RestoredTenant(Guid TenantId, DroppedSecrets Dropped);

/// <summary>Secrets that this installation couldn't read, and so dropped.</summary>
/// <param name="SecondFactors">Users who enrol their second factor anew; until then their password alone lets them in.</param>
/// <param name="WebhookSecrets">Secrets of webhooks; a webhook that has none left is switched off until it gets a new one.</param>
public sealed record DroppedSecrets(int SecondFactors, int WebhookSecrets)
{
    /// <summary>In words, for people.</summary>
    public IEnumerable<string> Told()
    {
        if (SecondFactors > 0)
            yield return $"{SecondFactors} second factors were encrypted under another master key or for another user and were dropped: these users enrol anew.";
        if (WebhookSecrets > 0)
            yield return $"{WebhookSecrets} webhook secrets were encrypted under another master key and were dropped: the webhooks are switched off until rotate_secret gives them a new one and enable switches them on.";
    }
}

/// <summary>Finds what was encrypted under another installation's master key (or, in a copy, for the original's users) among the rows just restored.</summary>
internal sealed class RestoredSecrets(NpgsqlConnection connection, MasterKey master, Guid tenant)
{
    private const string SwitchedOff = "Its secret was encrypted under another installation's master key. Rotate the secret, then enable it.";

    public async Task<DroppedSecrets> DropUnreadable(CancellationToken ct)
    {
        var users = await Unreadable($"select id, totp_secret from nexus.users where tenant_id = {tenant} and totp_secret is not null", SecondFactor.Purpose, ct);
        if (users.Length > 0)
        {
            await Execute($"update nexus.users set totp_secret = null, totp_confirmed_at = null, totp_last_step = null where id = any({users})", ct);
            await Execute($"delete from nexus.recovery_codes where user_id = any({users})", ct);
        }

        var webhooks = await Unreadable($"select webhook_id, secret from nexus.webhook_secrets where tenant_id = {tenant}", _ => WebhookSecrets.Purpose, ct);
        if (webhooks.Length > 0)
        {
            await Execute($"delete from nexus.webhook_secrets where tenant_id = {tenant} and webhook_id = any({webhooks})", ct);
            await Execute($"update nexus.webhooks set disabled_at = now(), disabled_reason = {SwitchedOff} where tenant_id = {tenant} and id = any({webhooks})", ct);
            await Execute($"update nexus.deliveries set status = 'failed', ended_at = now(), error_code = 'webhook_disabled', error_message = {SwitchedOff} where tenant_id = {tenant} and webhook_id = any({webhooks}) and status = 'due'", ct);
        }

        return new DroppedSecrets(users.Length, webhooks.Length);
    }

    private async Task<Guid[]> Unreadable(Sql query, Func<Guid, string> purpose, CancellationToken ct)
    {
        var found = new List<Guid>();
        await using var command = connection.CreateCommand();
        command.CommandText = query.Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (!CanRead(purpose(reader.GetGuid(0)), reader.GetFieldValue<byte[]>(1)))
                found.Add(reader.GetGuid(0));
        }

        return [.. found];
    }

    private bool CanRead(string purpose, byte[] kept)
    {
        try
        {
            master.Decrypt(purpose, kept);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private async Task Execute(Sql sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }
}
