using ModelContextProtocol.Protocol;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>A tool that stands for one operation or one report.</summary>
public sealed class ToolType
{
    /// <summary>Longest name that AI clients take.</summary>
    public const int NameLengthMax = 64;

    internal ToolType(OperationType operation)
    {
        Operation = operation;
        Permission = operation.Name;
        Module = operation.Resource.Module;
        Description = operation.Description;
        Title = $"{Names.Label(operation.Verb)} {operation.Resource.Name.Replace('_', ' ')}";
    }

    internal ToolType(ReportType report)
    {
        Report = report;
        Permission = report.Permission;
        Module = report.Module;
        Description = report.Description;
        Title = Names.Label(report.ShortName);
    }

    /// <summary><c>crm_deal_win</c>: the operation's or the report's name with underscores, for AI clients know no dots.</summary>
    public string Name => (Operation?.Name ?? Report!.Name).Replace('.', '_');

    public string Module { get; }

    /// <summary>The permission that it needs: the operation's name, or the report's with <c>.read</c>.</summary>
    public string Permission { get; }

    public string Title { get; }

    public string Description { get; }

    public OperationType? Operation { get; }

    public ReportType? Report { get; }

    public bool Writes => Operation is { Effect: Effect.Write };

    /// <summary>True when the caller may use it in this tenant.</summary>
    internal bool UsableBy(Caller caller, Tenant tenant) => tenant.Has(Module) && caller.Rights.RowsFor(Permission) is not null;

    /// <summary>As the protocol describes it, with the fields that the tenant itself defined.</summary>
    internal Tool Describe(Tenant tenant) => new()
    {
        Name = Name,
        Title = Title,
        Description = Operation is { LargeEffect: true } ? Description + " Has a large effect: look at it with dry_run first." : Description,
        InputSchema = ToolSchema.Of(this, tenant),
        Annotations = new ToolAnnotations
        {
            Title = Title,
            ReadOnlyHint = !Writes,
            DestructiveHint = Writes ? Destroys : null,
            IdempotentHint = Writes ? Operation!.Derived is Derived.Update or Derived.Archive : null,
            OpenWorldHint = false,
        },
    };

    /// <summary>Takes something away or overwrites it, rather than adding to what is there.</summary>
    private bool Destroys => Operation!.LargeEffect || Operation.Derived is Derived.Update || Operation is { Derived: Derived.Archive, Verb: "archive" };
}
