using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace Nexus.Web.Frame;

/// <summary>The languages of the console, and the formats of numbers and days: by the person's choice (a cookie), else by what the browser asks for.</summary>
internal static class Languages
{
    public const string Cookie = "nexus_language";

    /// <summary>The first is for who asks for none of them.</summary>
    private static readonly string[] Formats = ["en-GB", "en-US", "en-IE", "en-AU", "en-CA", "en-IN", "en-ZA", "en-NG", "de-DE", "de-AT", "de-CH", "de", "en"];

    /// <summary>What a person can choose from: formats of a country.</summary>
    public static IEnumerable<CultureInfo> Choices => Formats.Where(f => f.Contains('-', StringComparison.Ordinal)).Select(CultureInfo.GetCultureInfo);

    public static void AddLanguages(this IServiceCollection services)
    {
        services.AddLocalization(options => options.ResourcesPath = "Texts");
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(Formats[0]).AddSupportedCultures(Formats).AddSupportedUICultures(Formats);
            options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = Cookie }, new AcceptLanguageHeaderRequestCultureProvider { MaximumAcceptLanguageHeaderValuesToTry = 5 }];
        });
    }

    /// <summary>As <c>lang</c> of a page.</summary>
    public static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
}
