using System.Runtime.CompilerServices;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Tenancy;

/// <summary>A resource with the fields that one tenant sees: the declared ones and its own.</summary>
public sealed class Shape
{
    private static readonly ConditionalWeakTable<ResourceType, Shape> Declared = [];
    private readonly Dictionary<string, Field> _byName;

    public Shape(ResourceType resource, IEnumerable<Field> custom)
    {
        Resource = resource;
        Fields = [.. resource.Fields, .. custom];
        _byName = Fields.ToDictionary(f => f.Name);
    }

    public ResourceType Resource { get; }

    public IReadOnlyList<Field> Fields { get; }

    public Field? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The shape without custom fields.</summary>
    public static Shape Of(ResourceType resource) => Declared.GetValue(resource, static r => new Shape(r, []));
}
