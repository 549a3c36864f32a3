using Nexus.Kernel.Declare;

namespace Nexus.Web.Operations;

/// <summary>Fields that stand together under a heading.</summary>
public sealed record FieldGroup(string Name, IReadOnlyList<Field> Fields)
{
    /// <summary>Those without a group first, then the declared groups in the order of their fields, then what the tenant defined itself.</summary>
    public static IReadOnlyList<FieldGroup> Of(IReadOnlyList<Field> fields, string first, string own)
    {
        var groups = new List<FieldGroup>();
        void Add(string name, IEnumerable<Field> members)
        {
            if (members.ToArray() is { Length: > 0 } some)
                groups.Add(new FieldGroup(name, some));
        }

        Add(first, fields.Where(f => f.Group is null && !f.IsCustom));
        foreach (var named in fields.Where(f => f.Group is not null).GroupBy(f => f.Group!))
            Add(named.Key, named);
        Add(own, fields.Where(f => f.Group is null && f.IsCustom));
        return groups;
    }
}
