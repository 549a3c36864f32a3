using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Identity;

/// <summary>Checks passwords, a few at a time: each costs tens of milliseconds of a core, and a flood of log-ins mustn't take them all.</summary>
public sealed class Passwords : IDisposable
{
    public const int LengthMin = 10;
    public const int LengthMax = 256;

    /// <summary>What an unknown user is compared with.</summary>
    private static readonly Lazy<string> Dummy = new(() => Secrets.HashPassword(Secrets.NewPassword()));

    private readonly SemaphoreSlim _turns = new(Math.Max(2, Environment.ProcessorCount / 2));

    /// <param name="hash">Null for a user that doesn't exist: takes the same time and is false.</param>
    public async Task<bool> Matches(string? hash, string password, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return Secrets.PasswordMatches(hash ?? Dummy.Value, password) && hash is not null;
        }
        finally
        {
            _turns.Release();
        }
    }

    public async Task<string> Hash(string password, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return Secrets.HashPassword(password);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>NIST SP 800-63B: length counts, not kinds of characters.</summary>
    /// <exception cref="Fault">422</exception>
    public static void Require(string password, string field, string email)
    {
        if (password.Length < LengthMin)
            throw Fault.Invalid([new FieldFault(field, "too_short", $"A password needs at least {LengthMin} characters.")]);
        if (password.Distinct().Count() < 4 || string.Equals(password, email, StringComparison.OrdinalIgnoreCase))
            throw Fault.Invalid([new FieldFault(field, "too_easy", "This password is too easy to guess.")]);
    }

    public void Dispose() => _turns.Dispose();
}
