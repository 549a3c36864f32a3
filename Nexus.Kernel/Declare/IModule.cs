namespace Nexus.Kernel.Declare;

/// <summary>A part of a business, as a list of what it declares. Nothing is found by scanning: what isn't listed isn't there.</summary>
public interface IModule
{
    static abstract void Declare(ModuleBuilder module);
}

/// <summary>Names a module: its short name is the first part of every name in it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ModuleAttribute(string name, string title) : Attribute
{
    /// <summary>Short name, <c>crm</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What people call it, <c>CRM</c>.</summary>
    public string Title { get; } = title;

    /// <summary>Modules that must be there too.</summary>
    public string[] Needs { get; init; } = [];

    /// <summary>Industries for which the activation proposes it; without any for all.</summary>
    public string[] Industries { get; init; } = [];
}

/// <summary>Reference data that a module brings to a new tenant, by industry.</summary>
public interface IPreset
{
    /// <summary>Rows to create at activation, in an order in which references hold.</summary>
    static abstract IEnumerable<Resource> Rows(ActivatedBusiness business);
}

/// <summary>The business that is being activated, as presets see it.</summary>
/// <param name="Industry">retail, services, manufacturing, hospitality, media, or another; presets fall back to services.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record ActivatedBusiness(string Name, string Industry, string Country, string Currency, DateTimeOffset Now);

/// <summary>A role that a module brings: a name and grants such as <c>crm.deal.*</c> with the rows they hold for.</summary>
public sealed record RolePreset(string Name, string Description, params Grant[] Grants);
