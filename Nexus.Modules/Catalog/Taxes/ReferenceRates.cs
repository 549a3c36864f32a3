namespace Nexus.Modules.Catalog.Taxes;

/// <summary>
/// Rates of value added tax as the countries' laws have them: the standard rate and the reduced one that most reduced goods have, each with the
/// days on which it holds. Kept as data: a change of law is one more line. Sources: European Commission, "VAT rates applied in the Member
/// States" (January 2026), HMRC, ESTV, Skatteetaten.
/// </summary>
internal static class ReferenceRates
{
    /// <summary>Country, name of the tax, from, to, standard, reduced (null: the country has none).</summary>
    public static readonly IReadOnlyList<(string Country, string Tax, string From, string? To, decimal Standard, decimal? Reduced)> All =
    [
        ("AT", "USt", "2016-01-01", null, 20, 10),
        ("BE", "TVA", "2000-01-01", null, 21, 6),
        ("BG", "VAT", "2011-04-01", null, 20, 9),
        ("CH", "MWST", "2018-01-01", "2023-12-31", 7.7m, 2.5m),
        ("CH", "MWST", "2024-01-01", null, 8.1m, 2.6m),
        ("CY", "VAT", "2014-01-13", null, 19, 5),
        ("CZ", "DPH", "2013-01-01", "2023-12-31", 21, 15),
        ("CZ", "DPH", "2024-01-01", null, 21, 12),
        ("DE", "USt", "2007-01-01", "2020-06-30", 19, 7),
        ("DE", "USt", "2020-07-01", "2020-12-31", 16, 5),
        ("DE", "USt", "2021-01-01", null, 19, 7),
        ("DK", "Moms", "1992-01-01", null, 25, null),
        ("EE", "KM", "2009-07-01", "2023-12-31", 20, 9),
        ("EE", "KM", "2024-01-01", "2025-06-30", 22, 9),
        ("EE", "KM", "2025-07-01", null, 24, 9),
        ("ES", "IVA", "2012-09-01", null, 21, 10),
        ("FI", "ALV", "2013-01-01", "2024-08-31", 24, 14),
        ("FI", "ALV", "2024-09-01", "2025-12-31", 25.5m, 14),
        ("FI", "ALV", "2026-01-01", null, 25.5m, 13.5m),
        ("FR", "TVA", "2014-01-01", null, 20, 5.5m),
        ("GB", "VAT", "2010-01-01", "2010-12-31", 17.5m, 5),
        ("GB", "VAT", "2011-01-04", null, 20, 5),
        ("GR", "VAT", "2016-06-01", null, 24, 13),
        ("HR", "PDV", "2014-01-01", null, 25, 13),
        ("HU", "ÁFA", "2012-01-01", null, 27, 5),
        ("IE", "VAT", "2012-01-01", null, 23, 13.5m),
        ("IT", "IVA", "2013-10-01", null, 22, 10),
        ("LT", "PVM", "2009-09-01", null, 21, 9),
        ("LU", "TVA", "2024-01-01", null, 17, 8),
        ("LV", "PVN", "2012-07-01", null, 21, 12),
        ("MT", "VAT", "2004-01-01", null, 18, 5),
        ("NL", "btw", "2019-01-01", null, 21, 9),
        ("NO", "MVA", "2018-01-01", null, 25, 15),
        ("PL", "VAT", "2011-01-01", null, 23, 8),
        ("PT", "IVA", "2011-01-01", null, 23, 6),
        ("RO", "TVA", "2017-01-01", "2025-07-31", 19, 9),
        ("RO", "TVA", "2025-08-01", null, 21, 11),
        ("SE", "Moms", "1990-07-01", null, 25, 12),
        ("SI", "DDV", "2013-07-01", null, 22, 9.5m),
        ("SK", "DPH", "2011-01-01", "2024-12-31", 20, 10),
        ("SK", "DPH", "2025-01-01", null, 23, 19),
    ];

    /// <summary>The rows for a tax class in a country; none for a class without tax, and for countries that aren't known.</summary>
    public static IEnumerable<TaxRate> Of(TaxClass taxClass, string country)
    {
        foreach (var (_, tax, from, to, standard, reduced) in All.Where(r => r.Country == country))
        {
            var percent = taxClass.Level switch { TaxLevel.Standard => standard, TaxLevel.Reduced => reduced ?? standard, _ => (decimal?)null };
            if (percent is { } known)
                yield return new TaxRate
                {
                    Name = FormattableString.Invariant($"{tax} {known:0.##} %"),
                    TaxClassId = taxClass.Id,
                    Country = country,
                    Percent = known,
                    ValidFrom = DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
                    ValidTo = to is null ? null : DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture),
                };
        }
    }
}
