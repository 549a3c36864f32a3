using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>What a report draws, or leads to, is there: its axis and measure are columns, a tile has what it shows, and the rows behind a figure are a resource's.</summary>
public sealed class EveryReportShowsItsColumns : IVerifier
{
    public void Verify(NexusModel model)
    {
        foreach (var report in model.Reports)
        {
            foreach (var column in new[] { report.Axis, report.Measure }.OfType<string>().Where(c => report.Columns.All(f => f.Name != c)))
                throw new ModelException($"The report {report.Name} draws {column}, which is no column of it.", "Name columns in snake_case in Axis and Measure.");
            if (report.Home is HomeTile.Chart && (report.Axis is null || report.Measure is null) || report.Home is HomeTile.Figure && report.Measure is null)
                throw new ModelException($"The report {report.Name} has nothing to show on the home page.", "A chart needs Axis and Measure, a figure needs Measure.");
            if (report.PeriodMonths != 0 && (report.PeriodMonths < 0 || report.Parameters.Count(p => p.Name is "from" or "to" && p.Kind is FieldKind.Date) != 2))
                throw new ModelException($"The report {report.Name} has PeriodMonths but not the parameters From and To.", "Add DateOnly? From and To, or take PeriodMonths away.");
            foreach (var behind in report.Columns.Select(c => c.Behind).OfType<RowsBehind>())
            {
                if (model.FindResource(behind.Resource) is not { } resource || behind.On is { } on && resource.Find(on) is null)
                    throw new ModelException($"A figure of the report {report.Name} comes from {behind.Resource}{(behind.On is null ? "" : "." + behind.On)}, which no module declares.", "Name a declared resource and a property of it in [RowsBehind].");
            }
        }
    }
}
