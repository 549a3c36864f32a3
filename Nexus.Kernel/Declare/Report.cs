using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Declare;

/// <summary>Names a report: <c>crm.pipeline_by_stage</c> is its tool, <c>crm.pipeline_by_stage.read</c> its permission; it is read at <c>/api/v1/crm/reports/pipeline_by_stage</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReportAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>The column that a chart puts on its axis, and the one it measures; none: a table.</summary>
    public string? Axis { get; init; }

    public string? Measure { get; init; }

    /// <summary>How it stands on a person's home until they arrange it otherwise; nothing: they may add it.</summary>
    public HomeTile Home { get; init; }

    /// <summary>Months up to today that it looks at when its parameters <c>from</c> and <c>to</c> aren't given, so that a page can name the days; 0: no such period.</summary>
    public int PeriodMonths { get; init; }
}

/// <summary>What a report is on the home page.</summary>
public enum HomeTile
{
    None,

    /// <summary>The measure of its last row, with the row before as its trend and the rows as a line: an axis of months and few columns fit.</summary>
    Figure,

    /// <summary>The measure over the axis.</summary>
    Chart,

    /// <summary>Rows that somebody should see to today: the first ones, and how many there are.</summary>
    Attention,
}

/// <summary>
/// A query with parameters (the record's properties, each with a default) and rows. It sees what the caller may see: tables are named
/// through <see cref="ReportDb"/>, which puts the row rules in.
/// </summary>
/// <typeparam name="TRow">Its properties are the columns, in snake_case.</typeparam>
public interface IReport<TSelf, TRow>
    where TSelf : IReport<TSelf, TRow>
{
    static abstract Sql Query(TSelf input, ReportDb db, Call call);
}
