using System.Globalization;

namespace Nexus.Kernel.Run;

/// <summary>Country and currency codes that exist, from the platform's culture data (CLDR).</summary>
public static class Codes
{
    private static readonly HashSet<string> Countries = [];
    private static readonly HashSet<string> Currencies = ["XAF", "XOF", "XPF", "XCD", "CHE", "CHW", "CLF", "COU", "MXV", "UYI", "XAU", "XAG"];

    static Codes()
    {
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            try
            {
                var region = new RegionInfo(culture.Name);
                if (region.TwoLetterISORegionName is { Length: 2 } country && country.All(char.IsAsciiLetterUpper))
                    Countries.Add(country);
                if (region.ISOCurrencySymbol is { Length: 3 } currency && currency.All(char.IsAsciiLetterUpper))
                    Currencies.Add(currency);
            }
            catch (ArgumentException)
            {
                // A culture without a region.
            }
        }

        // A system without culture data knows none: then any code of the right form is taken.
        if (Countries.Count < 100)
            Countries.Clear();
    }

    public static bool IsCountry(string code) => code.Length == 2 && code.All(char.IsAsciiLetterUpper) && (Countries.Count == 0 || Countries.Contains(code));

    public static bool IsCurrency(string code) => code.Length == 3 && code.All(char.IsAsciiLetterUpper) && (Countries.Count == 0 || Currencies.Contains(code));
}
