using System.Globalization;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Data;

namespace Nexus.Modules.Finance.Tax;

/// <summary>The tax codes of a country with their rates; for a country that isn't in the data, codes with a rate to be set.</summary>
internal static class TaxTemplate
{
    public static IEnumerable<Resource> Rows(string country, IReadOnlyList<Account> accounts, DateTimeOffset now)
    {
        var all = DataFile.Rows("Tax.tax-rates.csv");
        var own = all.Any(r => r["country"] == country) ? country : "*";
        foreach (var row in all.Where(r => r["country"] == own))
        {
            var code = new TaxCode
            {
                Id = Guid.CreateVersion7(now),
                Code = row["code"],
                Name = row["name"],
                Use = Enum.Parse<TaxUse>(row["use"]),
                Category = Enum.Parse<TaxCategory>(row["category"]),
                Country = country,
                ExemptionReason = row["reason"].Length == 0 ? null : row["reason"],
                ExemptionCode = row["vatex"].Length == 0 ? null : row["vatex"],
                OutputAccountId = accounts.FirstOrDefault(a => a.Number == row["output"])?.Id,
                InputAccountId = accounts.FirstOrDefault(a => a.Number == row["input"])?.Id,
            };
            yield return code;
            foreach (var rate in row["rates"].Split(',').Select(r => r.Split('@')))
                yield return new TaxRate { TaxCodeId = code.Id, Percent = decimal.Parse(rate[0], CultureInfo.InvariantCulture), ValidFrom = DateOnly.ParseExact(rate[1], "yyyy-MM-dd", CultureInfo.InvariantCulture) };
        }
    }
}
