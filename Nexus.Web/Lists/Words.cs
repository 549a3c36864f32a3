using System.Globalization;
using Nexus.Web.Frame;

namespace Nexus.Web.Lists;

/// <summary>Names of things within a sentence: small in English, as they are in German, where nouns begin with a capital.</summary>
internal static class Words
{
    public static string Within(string name) => Languages.Language == "de" ? name : name.ToLower(CultureInfo.CurrentCulture);
}
