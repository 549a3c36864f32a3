namespace Nexus.Modules.Finance.Currencies;

/// <summary>How many decimals a currency has (ISO 4217), and rounding to them as merchants do.</summary>
internal static class CurrencyUnits
{
    public static int Decimals(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" or "UYI" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };

    public static decimal Round(decimal amount, string currency) => decimal.Round(amount, Decimals(currency), MidpointRounding.AwayFromZero);

    public static bool Fits(decimal amount, string currency) => decimal.Round(amount, Decimals(currency)) == amount;
}
