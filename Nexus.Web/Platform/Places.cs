using System.Globalization;
using Nexus.Kernel.Run;

namespace Nexus.Web.Platform;

/// <summary>Countries with their names and currencies, from the platform's culture data.</summary>
internal static class Places
{
    private const string DefaultCountry = "DE", DefaultCurrency = "EUR";

    private static readonly RegionInfo[] Regions = [.. Codes.Countries.Select(RegionOf).OfType<RegionInfo>().Where(r => Codes.IsCurrency(r.ISOCurrencySymbol))];

    /// <summary>By name, in the person's language where the system has it.</summary>
    public static IEnumerable<(string Code, string Name, string Currency)> All =>
        Regions.Select(r => (r.TwoLetterISORegionName, r.DisplayName, r.ISOCurrencySymbol)).OrderBy(r => r.DisplayName, StringComparer.Create(CultureInfo.CurrentCulture, ignoreCase: true));

    public static IEnumerable<string> Currencies => Regions.Select(r => r.ISOCurrencySymbol).Append(DefaultCurrency).Distinct().Order(StringComparer.Ordinal);

    public static string CurrencyOf(string country) => Regions.FirstOrDefault(r => r.TwoLetterISORegionName == country)?.ISOCurrencySymbol ?? DefaultCurrency;

    /// <summary>Where the person most likely is.</summary>
    public static string CountryOf(CultureInfo culture) => culture.IsNeutralCulture || RegionOf(culture.Name) is not { } region ? DefaultCountry : region.TwoLetterISORegionName;

    /// <param name="name">A country's code, or a culture's name.</param>
    private static RegionInfo? RegionOf(string name)
    {
        try
        {
            return new RegionInfo(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
