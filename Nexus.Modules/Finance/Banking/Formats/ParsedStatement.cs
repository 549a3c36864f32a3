using System.Globalization;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Modules.Finance.Banking.Formats;

/// <summary>A bank statement as a file tells it, whatever its format.</summary>
/// <param name="Account">IBAN or number of the account; null where the format has none.</param>
/// <param name="Opening">Balance before the first line.</param>
/// <param name="Closing">Balance after the last line.</param>
internal sealed record ParsedStatement(string? Number, string? Account, string? Currency, decimal? Opening, decimal? Closing, IReadOnlyList<ParsedLine> Lines);

/// <summary>A line of it.</summary>
/// <param name="Amount">Positive for what came in.</param>
internal sealed record ParsedLine(DateOnly BookedOn, DateOnly? ValueOn, decimal Amount, string Currency, string? Counterparty, string? CounterpartyIban, string? Reference, string? Text, string? BankReference);

/// <summary>Reads what all formats have: days, amounts, and how they are refused.</summary>
internal static class StatementText
{
    /// <summary>Characters of a file.</summary>
    public const int LengthMax = 10_000_000;

    /// <summary>Lines of a file.</summary>
    public const int LinesMax = 20_000;

    private const int TextLengthMax = 2_000;

    /// <exception cref="Fault">Always: 422 with the code.</exception>
    public static Fault Bad(string code, string message, int? line = null) =>
        Fault.Invalid([new FieldFault("content", code, line is null ? message : FormattableString.Invariant($"Line {line}: {message}"))]);

    public static DateOnly Day(string? text, string format, int? line = null) =>
        DateOnly.TryParseExact(text?.Trim(), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw Bad("wrong_date", $"'{Shorten(text)}' is no date.", line);

    /// <summary>An amount with a point or a comma before its decimals.</summary>
    public static decimal Amount(string? text, int? line = null) =>
        TryAmount(text, out var amount) ? amount : throw Bad("wrong_amount", $"'{Shorten(text)}' is no amount.", line);

    public static bool TryAmount(string? text, out decimal amount)
    {
        amount = 0;
        var number = text?.Trim().Replace(" ", "").Replace("\u00a0", "").Replace("'", "") ?? "";
        var (comma, point) = (number.LastIndexOf(','), number.LastIndexOf('.'));
        // The later one of both stands before the decimals; the other one groups thousands.
        number = comma > point ? number.Replace(".", "").Replace(',', '.') : number.Replace(",", "");
        return number.Length is > 0 and <= 30 && decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount)
            && Math.Abs(amount) <= Money.AmountMax && decimal.Round(amount, 4) == amount;
    }

    public static string Currency(string? text, int? line = null) =>
        text?.Trim().ToUpperInvariant() is { } code && Codes.IsCurrency(code) ? code : throw Bad("wrong_currency", $"'{Shorten(text)}' is no currency.", line);

    /// <summary>One line without spaces at its ends; null when it is empty.</summary>
    public static string? Clean(string? text)
    {
        var clean = text is null ? "" : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("\0", "");
        return clean.Length == 0 ? null : clean.Length <= TextLengthMax ? clean : clean[..TextLengthMax];
    }

    public static string? Iban(string? text)
    {
        var iban = text?.Replace(" ", "").ToUpperInvariant();
        return iban is { Length: >= 15 and <= 34 } && iban.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(iban[0]) && char.IsAsciiLetter(iban[1]) && char.IsAsciiDigit(iban[2]) ? iban : null;
    }

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 40 ? text : text[..40] + "…";
}
