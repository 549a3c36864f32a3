namespace Nexus.Kernel.Declare;

/// <summary>What amounts of a currency are rounded to (ISO 4217's minor unit).</summary>
public static class Currency
{
    private static readonly HashSet<string> Whole = ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly HashSet<string> Thousandths = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>Digits behind the point of an amount that can be paid: 2 for euros, 0 for yen, 3 for dinars.</summary>
    public static int Digits(string currency) => Whole.Contains(currency) ? 0 : Thousandths.Contains(currency) ? 3 : currency == "CLF" ? 4 : 2;

    /// <summary>The amount that can be paid: half a cent goes away from zero, as merchants and tax offices round.</summary>
    public static decimal Round(decimal amount, string currency) => Math.Round(amount, Digits(currency), MidpointRounding.AwayFromZero);
}
