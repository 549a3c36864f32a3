using System.Globalization;

namespace Nexus.Web.Inputs;

/// <summary>What currencies are called, in English where the platform's data has no name in the page's language.</summary>
internal static class CurrencyNames
{
    private static readonly Lazy<Dictionary<string, string>> English = new(Read);

    public static string Of(string code) => English.Value.GetValueOrDefault(code) ?? code;

    private static Dictionary<string, string> Read()
    {
        var names = new Dictionary<string, string>();
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            try
            {
                var region = new RegionInfo(culture.Name);
                names.TryAdd(region.ISOCurrencySymbol, region.CurrencyEnglishName);
            }
            catch (ArgumentException)
            {
                // A culture without a region.
            }
        }

        return names;
    }
}
