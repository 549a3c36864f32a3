using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Tenancy;

/// <summary>Whether a tenant may be worked with.</summary>
public enum TenantStatus
{
    Active,

    /// <summary>Nobody gets in but the platform; nothing is lost.</summary>
    Suspended,

    /// <summary>Being erased; nobody gets in.</summary>
    Erasing,

    /// <summary>Being replaced by its backup; nobody gets in until that is done.</summary>
    Restoring,
}

/// <summary>A business on the installation, with what its tables look like.</summary>
public sealed record Tenant
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Industry { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    public required TenantStatus Status { get; init; }

    public required IReadOnlySet<string> Modules { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Shapes of the resources to which the tenant added fields of its own, by full name.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary><c>tenant_</c> and the id without dashes.</summary>
    public string Schema => SchemaOf(Id);

    public static string SchemaOf(Guid id) => "tenant_" + id.ToString("N");

    public Shape ShapeOf(ResourceType resource) => Shapes.GetValueOrDefault(resource.FullName) ?? Shape.Of(resource);

    /// <summary>True when the tenant has the module; the kernel's own is always there.</summary>
    public bool Has(string module) => module == "core" || Modules.Contains(module);
}
