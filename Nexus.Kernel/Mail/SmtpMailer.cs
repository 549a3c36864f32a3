using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Configuration;

namespace Nexus.Kernel.Mail;

/// <summary>E-mail by SMTP; from the configuration <c>Nexus:Mail</c>. Without a host there is none.</summary>
public sealed class SmtpMailer(IConfiguration configuration) : IMailer
{
    private const int SubmissionPort = 587;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    private readonly IConfigurationSection _settings = configuration.GetSection("Nexus:Mail");

    public bool IsConfigured => _settings["Host"] is { Length: > 0 } && _settings["From"] is { Length: > 0 };

    public async Task Send(MailText mail, CancellationToken ct)
    {
        using var client = new SmtpClient(_settings["Host"], _settings.GetValue("Port", SubmissionPort)) { EnableSsl = _settings.GetValue("Tls", true) };
        if (_settings["User"] is { Length: > 0 } user)
            client.Credentials = new NetworkCredential(user, _settings["Password"]);
        using var message = new MailMessage(_settings["From"]!, mail.To, mail.Subject, mail.Text);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeMax);
        await client.SendMailAsync(message, limit.Token);
    }
}
