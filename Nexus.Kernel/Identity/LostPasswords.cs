using System.Threading.Channels;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Mail;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>
/// Sends links for a new password to users who ask for one. Who asks waits for nothing that depends on whether there is such a user, and
/// gets the same answer: it tells nobody who has an account.
/// </summary>
public sealed class LostPasswords(NpgsqlDataSource source, PasswordLinks links, IMailer mailer, LoginRate rate, IConfiguration configuration, TimeProvider clock, ILogger<LostPasswords> log) : BackgroundService
{
    /// <summary>Where people reach this installation, <c>https://nexus.example.com</c>. Links are made of it, never of what a request says its host is.</summary>
    public const string AddressSetting = "Nexus:PublicAddress";

    private const int WaitingMax = 1_000;

    /// <summary>Messages to one e-mail in an hour, in each process.</summary>
    private const int EachHourMax = 3;

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly PartitionedRateLimiter<string> _each = PartitionedRateLimiter.Create<string, string>(email => RateLimitPartition.GetFixedWindowLimiter(email, _ =>
        new FixedWindowRateLimiterOptions { PermitLimit = EachHourMax, Window = TimeSpan.FromHours(1), QueueLimit = 0 }));

    /// <summary>True where links can be sent; else an administrator hands them over.</summary>
    public bool CanSend => mailer.IsConfigured && Address is not null;

    private string? Address => configuration[AddressSetting] is { Length: > 0 } given && Uri.TryCreate(given, UriKind.Absolute, out _) ? given.TrimEnd('/') : null;

    /// <exception cref="Fault">429</exception>
    public void Ask(string email, string? ip)
    {
        rate.Take(ip, email);
        if (CanSend)
            _asked.Writer.TryWrite(email.Trim().ToLowerInvariant());
    }

    public override void Dispose()
    {
        _each.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var email in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            using var lease = _each.AttemptAcquire(email);
            if (!lease.IsAcquired || email.Contains('\0', StringComparison.Ordinal))
                continue;
            try
            {
                foreach (var account in await Accounts(email, stoppingToken))
                    await mailer.Send(Text(account), stoppingToken);
            }
            catch (Exception e) when (e is System.Net.Mail.SmtpException or NpgsqlException or TimeoutException or FormatException || e is OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("A link for a new password couldn't be sent: {Reason}", e.Message);
            }
        }
    }

    private async Task<List<Account>> Accounts(string email, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            select u.id, u.email, u.locale, u.password_hash, t.name
            from nexus.users u left join nexus.tenants t on t.id = u.tenant_id
            where lower(u.email) = {email} and u.archived_at is null and coalesce(t.status, 'active') = 'active' order by u.last_login_at desc nulls last limit {LogIn.AccountsTriedMax}
            """).Render(command.Parameters);
        var accounts = new List<Account>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            accounts.Add(new Account(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? "Nexus" : reader.GetString(4)));
        return accounts;
    }

    private MailText Text(Account account)
    {
        var link = Address + links.New(account.Id, account.PasswordHash, PasswordLinks.ResetLasts);
        var until = clock.GetUtcNow().Add(PasswordLinks.ResetLasts).ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
        return account.Locale.StartsWith("de", StringComparison.Ordinal)
            ? new MailText(account.Email, $"Neues Passwort für {account.Business}", $"Mit diesem Link wählen Sie ein neues Passwort für {account.Business}:\n\n{link}\n\nEr gilt einmal, bis {until}. Wenn Sie nicht danach gefragt haben, ist nichts zu tun: Ihr Passwort bleibt, wie es ist.\n")
            : new MailText(account.Email, $"A new password for {account.Business}", $"With this link you choose a new password for {account.Business}:\n\n{link}\n\nIt counts once, until {until}. If you didn't ask for it there is nothing to do: your password stays as it is.\n");
    }

    private sealed record Account(Guid Id, string Email, string Locale, string? PasswordHash, string Business);
}
