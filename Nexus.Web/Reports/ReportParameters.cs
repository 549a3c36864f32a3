using System.Globalization;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Reports;

/// <summary>What a report looks at, as text for its form and its links: what the address says, and the period that counts when it says none.</summary>
internal static class ReportParameters
{
    public static IReadOnlyDictionary<string, string> Of(ReportType report, IQueryCollection query, TimeProvider clock)
    {
        var given = report.Parameters.Where(p => query.ContainsKey(p.Name)).ToDictionary(p => p.Name, p => query[p.Name].ToString());
        if (report.PeriodMonths == 0)
            return given;

        var last = ReportValue.Date(given.GetValueOrDefault("to")) ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        Default("to", last);
        if (last.Year > 1000)
            Default("from", last.AddMonths(-report.PeriodMonths));
        return given;

        void Default(string name, DateOnly day)
        {
            if (string.IsNullOrEmpty(given.GetValueOrDefault(name)))
                given[name] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
    }
}
