using System.Globalization;

namespace Nexus.Kernel.Run;

/// <summary>Country and currency codes that exist, from the platform's culture data (CLDR).</summary>
public static class Codes
{
    private static readonly HashSet<string> KnownCountries = [];
    private static readonly HashSet<string> KnownCurrencies = ["XAF", "XOF", "XPF", "XCD", "CHE", "CHW", "CLF", "COU", "MXV", "UYI", "XAU", "XAG"];

    static Codes()
    {
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            try
            {
                var region = new RegionInfo(culture.Name);
                if (region.TwoLetterISORegionName is { Length: 2 } country && country.All(char.IsAsciiLetterUpper))
                    KnownCountries.Add(country);
                if (region.ISOCurrencySymbol is { Length: 3 } currency && currency.All(char.IsAsciiLetterUpper))
                    KnownCurrencies.Add(currency);
            }
            catch (ArgumentException)
            {
                // A culture without a region.
            }
        }

        // A system without culture data knows none: then any code of the right form is taken.
        if (KnownCountries.Count < 100)
            KnownCountries.Clear();
    }

    /// <summary>All that the culture data knows; none on a system without it.</summary>
    public static IReadOnlyCollection<string> Countries => KnownCountries;

    /// <inheritdoc cref="Countries"/>
    public static IReadOnlyCollection<string> Currencies => KnownCurrencies;

    public static bool IsCountry(string code) => code.Length == 2 && code.All(char.IsAsciiLetterUpper) && (KnownCountries.Count == 0 || KnownCountries.Contains(code));

    public static bool IsCurrency(string code) => code.Length == 3 && code.All(char.IsAsciiLetterUpper) && (KnownCountries.Count == 0 || KnownCurrencies.Contains(code));
}
