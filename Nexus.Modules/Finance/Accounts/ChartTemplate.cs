using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Data;

namespace Nexus.Modules.Finance.Accounts;

/// <summary>A chart of accounts that a new business begins with, chosen by its country.</summary>
internal static class ChartTemplate
{
    /// <summary>Name of the data file.</summary>
    public static string For(string country) => country switch
    {
        "DE" or "AT" => "skr03",
        "US" or "CA" => "us-gaap",
        _ => "ifrs",
    };

    public static IReadOnlyList<Account> Accounts(string country, DateTimeOffset now) =>
        [.. DataFile.Rows($"Accounts.Charts.{For(country)}.csv").Select(row =>
        {
            var section = Enum.Parse<StatementSection>(row["section"]);
            return new Account
            {
                Id = Guid.CreateVersion7(now),
                Number = row["number"],
                Name = row["name"],
                Section = section,
                Kind = StatementSections.KindOf(section),
                Role = row["role"].Length == 0 ? null : Enum.Parse<AccountRole>(row["role"]),
            };
        })];
}
