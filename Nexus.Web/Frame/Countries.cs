using System.Collections.Concurrent;
using System.Globalization;
using Nexus.Kernel.Run;

namespace Nexus.Web.Frame;

/// <summary>Countries by their names in the page's language.</summary>
internal static class Countries
{
    private static readonly ConcurrentDictionary<(string Language, string Code), string> Names = new();

    /// <summary>The code itself for what is no country.</summary>
    public static string Of(string code) => Codes.IsCountry(code) ? Names.GetOrAdd((CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, code), Find) : code;

    // The culture data has a country's name only as the region of a language: "Deutsch (Frankreich)". RegionInfo gives it in the country's own.
    private static string Find((string Language, string Code) asked)
    {
        try
        {
            var name = CultureInfo.GetCultureInfo($"{asked.Language}-{asked.Code}").NativeName;
            var open = name.IndexOf('(');
            return open >= 0 && name.EndsWith(')') ? name[(open + 1)..^1] : asked.Code;
        }
        catch (CultureNotFoundException)
        {
            return asked.Code;
        }
    }
}
