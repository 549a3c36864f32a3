namespace Nexus.Kernel.Declare;

/// <summary>An amount in a currency. In JSON <c>{"amount": 12.5, "currency": "EUR"}</c>; in SQL two columns, <c>numeric(19,4)</c> and <c>char(3)</c>.</summary>
/// <param name="Amount">In units of the currency, not in cents; at most 4 decimals.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>More than this fits no column: 15 digits before the point.</summary>
    public const decimal AmountMax = 999_999_999_999_999.9999m;

    public override string ToString() => FormattableString.Invariant($"{Amount} {Currency}");
}
