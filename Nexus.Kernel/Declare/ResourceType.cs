using System.Reflection;

namespace Nexus.Kernel.Declare;

/// <summary>A resource as the kernel sees it.</summary>
public sealed class ResourceType
{
    private readonly Dictionary<string, Field> _byName;

    internal ResourceType(Type clr)
    {
        var attribute = clr.GetCustomAttribute<ResourceAttribute>()
            ?? throw new ModelException($"{clr.Name} has no [Resource] attribute.", $"Put [Resource(\"module.{Names.Snake(clr.Name)}\")] on it.");
        var parts = attribute.Name.Split('.');
        Clr = clr;
        FullName = attribute.Name;
        Module = parts[0];
        Name = parts[^1];
        Plural = attribute.Plural ?? Name + "s";
        Storage = attribute.Storage;
        Table = attribute.Table ?? FullName.Replace('.', '_');
        Derived = attribute.Derived;
        Setup = attribute.Setup;
        Description = Descriptions.Of(clr);
        Fields = FieldReader.Read(clr);
        _byName = Fields.ToDictionary(f => f.Name);
        Title = _byName.GetValueOrDefault(Names.Snake(attribute.Title ?? "Name")) ?? _byName["id"];
        Searchable = Fields.Any(f => f.Searchable);
        IsAbout = typeof(IAbout).IsAssignableFrom(clr);
        Owned = typeof(IOwned).IsAssignableFrom(clr);
        HasPrivate = typeof(IPrivate).IsAssignableFrom(clr);
        Parent = Fields.FirstOrDefault(f => f.Parent);
        Told = attribute.Told;
        Indexes = [.. clr.GetCustomAttributes<IndexAttribute>().Select(i => new SharedIndex([.. i.Properties.Select(Names.Snake)], i.Unique, [.. i.Include.Select(Names.Snake)]))];
        if (Indexes.SelectMany(i => i.Fields.Concat(i.Include)).FirstOrDefault(f => !_byName.ContainsKey(f)) is { } unknown)
            throw new ModelException($"{FullName} has an index on {unknown}, which is no field of it.", "Name properties of the class in [Index(…)].");
    }

    public Type Clr { get; }

    /// <summary><c>crm.deal</c></summary>
    public string FullName { get; }

    public string Module { get; }

    public string Name { get; }

    /// <summary>In routes, <c>deals</c>.</summary>
    public string Plural { get; }

    public Storage Storage { get; }

    /// <summary>The table's name in the tenant's schema, or the shared table's with its schema.</summary>
    public string Table { get; }

    public Derived Derived { get; }

    /// <summary>Arranged once and seldom changed.</summary>
    public bool Setup { get; }

    public string Description { get; }

    /// <summary>Declared fields, the kernel's own first. A tenant's custom fields come with its <see cref="Tenancy.Shape"/>.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The field that names a row to a person.</summary>
    public Field Title { get; }

    public bool Searchable { get; }

    /// <summary>Has <c>owner_id</c> and <c>team_id</c>.</summary>
    public bool Owned { get; }

    /// <summary>Its rows are about rows of any resource, and follow their rights.</summary>
    public bool IsAbout { get; }

    /// <summary>Rows can be private, see <see cref="IPrivate"/>.</summary>
    public bool HasPrivate { get; }

    /// <summary>The reference to the row that this one is a part of.</summary>
    public Field? Parent { get; }

    /// <summary>Whose event and audit entry tell of its rows.</summary>
    public Told Told { get; }

    /// <summary>Indexes that several fields share.</summary>
    public IReadOnlyList<SharedIndex> Indexes { get; }

    /// <summary><c>crm.deal.read</c>, the permission to see rows.</summary>
    public string ReadPermission => FullName + ".read";

    public Field? Find(string name) => _byName.GetValueOrDefault(name);

    public Resource New() => (Resource)Activator.CreateInstance(Clr)!;

    public override string ToString() => FullName;
}

/// <summary>An index over several fields, in their order.</summary>
/// <param name="Include">Fields that it holds besides.</param>
public sealed record SharedIndex(IReadOnlyList<string> Fields, bool Unique, IReadOnlyList<string> Include);
