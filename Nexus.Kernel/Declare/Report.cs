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
