namespace Nexus.Kernel.Declare;

/// <summary>Names a resource: <c>crm.deal</c> lives in table <c>crm_deal</c> and at <c>/api/v1/crm/deals</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ResourceAttribute(string name) : Attribute
{
    /// <summary>Module and singular name, <c>crm.deal</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The plural in routes; the name with an <c>s</c> when not given.</summary>
    public string? Plural { get; init; }

    /// <summary>The property whose value names a row to a person; <c>Name</c> when there is one and nothing is given.</summary>
    public string? Title { get; init; }

    /// <summary>Where the rows are: in the tenant's schema, or in a shared table of the kernel's own with a <c>tenant_id</c>.</summary>
    public Storage Storage { get; init; } = Storage.Tenant;

    /// <summary>The shared table (<c>nexus.users</c>) when <see cref="Storage"/> is <see cref="Declare.Storage.Shared"/>.</summary>
    public string? Table { get; init; }

    /// <summary>Which of create, update and archive are derived. What isn't derived, the module's own operations do.</summary>
    public Derived Derived { get; init; } = Derived.All;

    /// <summary>Its rows are arranged once and seldom changed, such as stages or accounts: kept apart from the daily work where people choose what to look at.</summary>
    public bool Setup { get; init; }

    /// <summary>Who tells of the rows: they themselves, or the operation that makes them.</summary>
    public Told Told { get; init; } = Told.Itself;
}

/// <summary>Two or more fields share one index, in this order; with <see cref="Unique"/> no two rows in use have the same values in all of them.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IndexAttribute(params string[] properties) : Attribute
{
    public string[] Properties { get; } = properties;

    public bool Unique { get; init; }

    /// <summary>Properties that the index holds besides, so that a sum over them reads the index alone.</summary>
    public string[] Include { get; init; } = [];
}

/// <summary>Whose event and audit entry tell of a row.</summary>
public enum Told
{
    /// <summary>Each change of a row has an event and an audit entry of its own.</summary>
    Itself,

    /// <summary>
    /// New rows are told of by the event of the operation that makes them, which holds what they hold, and by its audit entry: the lines of a
    /// journal entry, a movement of stock. They are saved by one statement, however many there are.
    /// </summary>
    ByOperation,

    /// <summary>
    /// New rows and changes are told of by the rows that they follow from: a balance by the movements that it sums up. They have neither events
    /// nor audit entries.
    /// </summary>
    ByOthers,
}

/// <summary>Where a resource's rows are kept.</summary>
public enum Storage
{
    /// <summary>A table in each tenant's schema.</summary>
    Tenant,

    /// <summary>A table of the kernel's own, shared by all tenants and always filtered by <c>tenant_id</c>.</summary>
    Shared,
}

/// <summary>The operations that the kernel derives for a resource.</summary>
[Flags]
public enum Derived
{
    None = 0,
    Create = 1,
    Update = 2,

    /// <summary>Archive and its reverse, restore.</summary>
    Archive = 4,
    All = Create | Update | Archive,
}
