using Nexus.Kernel.Run;

namespace Nexus.Kernel.Declare;

/// <summary>An operation as the kernel sees it, declared by a module or derived from a resource.</summary>
public sealed class OperationType
{
    /// <summary>Name, permission and tool: <c>crm.deal.win</c>.</summary>
    public required string Name { get; init; }

    public required ResourceType Resource { get; init; }

    public required Effect Effect { get; init; }

    public required string Description { get; init; }

    /// <summary>The input record; null for derived operations, whose input is the resource's fields.</summary>
    public Type? Input { get; init; }

    /// <summary>Fields of the input, without the target.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>The property of the input that takes the id in the route; null when the operation is about no single row.</summary>
    public Field? Target { get; init; }

    public bool HasTarget { get; init; }

    public bool LargeEffect { get; init; }

    /// <summary>Which derived operation it is; <see cref="Declare.Derived.None"/> for a declared one.</summary>
    public Derived Derived { get; init; }

    /// <summary>Event that tells of it.</summary>
    public required EventType Event { get; init; }

    /// <summary>The last part of the name, <c>win</c>.</summary>
    public string Verb => Name[(Name.LastIndexOf('.') + 1)..];

    internal OperationBody Body { get; init; } = null!;

    /// <summary><c>/api/v1/crm/deals/{id}/win</c></summary>
    public string Route
    {
        get
        {
            var rows = $"/api/v1/{Resource.Module}/{Resource.Plural}";
            return Verb switch
            {
                "create" when !HasTarget => rows,
                "update" when HasTarget => rows + "/{id}",
                _ => HasTarget ? $"{rows}/{{id}}/{Verb}" : $"{rows}/{Verb}",
            };
        }
    }

    /// <summary>HTTP method of the route.</summary>
    public string Method => HasTarget && Verb is "update" ? "PATCH" : "POST";

    public override string ToString() => Name;
}

/// <summary>An event as the kernel sees it.</summary>
/// <param name="Name"><c>crm.deal.won</c></param>
/// <param name="Resource">The resource whose row it is about.</param>
/// <param name="Data">The record, or null for derived events, whose data is the row.</param>
public sealed record EventType(string Name, string Resource, Type? Data);

/// <summary>A report as the kernel sees it.</summary>
public sealed class ReportType
{
    /// <summary>Name and tool: <c>crm.pipeline_by_stage</c>.</summary>
    public required string Name { get; init; }

    public required string Module { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<Field> Parameters { get; init; }

    public required IReadOnlyList<Field> Columns { get; init; }

    public required Type Input { get; init; }

    public string? Axis { get; init; }

    public string? Measure { get; init; }

    public HomeTile Home { get; init; }

    /// <summary>Months that it looks at when no period is given; 0: none.</summary>
    public int PeriodMonths { get; init; }

    internal Func<object, Tenancy.ReportDb, Call, Tenancy.Sql> Query { get; init; } = null!;

    /// <summary><c>crm.pipeline_by_stage.read</c>: reading a report is reading, so that <c>*.read</c> covers it.</summary>
    public string Permission => Name + ".read";

    public string ShortName => Name[(Name.IndexOf('.') + 1)..];

    public string Route => $"/api/v1/{Module}/reports/{ShortName}";
}

/// <summary>A reaction as the kernel sees it.</summary>
public sealed class ReactionType
{
    /// <summary>Module and class name in snake_case: <c>crm.open_project_when_deal_won</c>. Stable: the inbox remembers it.</summary>
    public required string Name { get; init; }

    public required string Module { get; init; }

    public required string Description { get; init; }

    /// <summary>Name of the event it waits for.</summary>
    public required string Event { get; init; }

    internal Func<Events.EventEnvelope, Events.ReactionContext, CancellationToken, Task> React { get; init; } = null!;

    public override string ToString() => Name;
}

/// <summary>A module as the kernel sees it.</summary>
public sealed class ModuleType
{
    /// <summary>The class that declares it; what stands beside it in its folder belongs to the module.</summary>
    public required Type Clr { get; init; }

    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>Industries for which the activation proposes it; empty: for all.</summary>
    public IReadOnlyList<string> Industries { get; init; } = [];

    public List<ResourceType> Resources { get; } = [];

    public List<OperationType> Operations { get; } = [];

    public List<ReactionType> Reactions { get; } = [];

    public List<ReportType> Reports { get; } = [];

    /// <summary>Files that are made of rows.</summary>
    public List<DocumentType> Documents { get; } = [];

    public List<EventType> Events { get; } = [];

    public List<RolePreset> Roles { get; } = [];

    /// <summary>What every user who signs in may do without a role.</summary>
    public List<Grant> Everyone { get; } = [];

    /// <summary>Permissions besides those that operations, resources and reports bring.</summary>
    public List<string> Permissions { get; } = [];

    /// <summary>What was taken away from tenants' tables, or turned into something else, since there are tenants.</summary>
    internal List<Tenancy.Patches.SchemaPatch> Patches { get; } = [];

    internal List<Func<ActivatedBusiness, IEnumerable<Resource>>> Presets { get; } = [];

    public override string ToString() => Name;
}
