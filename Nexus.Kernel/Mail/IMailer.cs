namespace Nexus.Kernel.Mail;

/// <summary>Sends e-mail, where the installation has a way to.</summary>
public interface IMailer
{
    /// <summary>False where e-mail isn't set up; then nothing is ever sent, and pages say what to do instead.</summary>
    bool IsConfigured { get; }

    /// <summary>Hands a message over to the mail server.</summary>
    Task Send(MailText mail, CancellationToken ct);
}

/// <summary>A message in plain text.</summary>
public sealed record MailText(string To, string Subject, string Text);
