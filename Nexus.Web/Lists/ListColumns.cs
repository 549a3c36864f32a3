using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Lists;

/// <summary>Which fields a list shows when nobody chose any, and what each is good for.</summary>
internal static class ListColumns
{
    private const int BesidesTitleMax = 7;

    /// <summary>The title first, then what says most about a row, in the order of the declaration.</summary>
    public static IReadOnlyList<Field> Default(Shape shape)
    {
        var chosen = shape.Fields.Where(f => f != shape.Resource.Title && Weight(f) is not null).OrderBy(f => Weight(f)).Take(BesidesTitleMax).ToHashSet();
        var columns = shape.Fields.Where(chosen.Contains).ToList();
        if (shape.Resource.Title is { System: false } title)
            columns.Insert(0, title);
        // Rows without a name are told apart by their time.
        else if (shape.Find("created_at") is { } created)
            columns.Add(created);
        return columns;
    }

    /// <summary>All that a list can show, in the order of the declaration; the kernel's own at the end.</summary>
    public static IEnumerable<Field> All(Shape shape) => shape.Fields.Where(f => !f.System).Concat(shape.Fields.Where(f => f.System && f.Kind is FieldKind.Instant));

    public static bool CanSort(Field field) => field.Kind is not (FieldKind.Json or FieldKind.TextList) && (field.Kind is not FieldKind.Id || field.References is not null || field.Name == "id");

    public static bool CanGroup(Field field) => field.Kind is FieldKind.Choice or FieldKind.Boolean || field.References is not null;

    /// <summary>Numbers stand at the end of their cell.</summary>
    public static bool IsNumber(Field field) => field.Kind is FieldKind.Integer or FieldKind.Decimal or FieldKind.Money;

    /// <summary>Something to add up: money and quantities, not places, numbers that name something, or what the system counts.</summary>
    public static bool IsAmount(Field field, ResourceType resource) =>
        field.Kind is FieldKind.Money
        || field.Kind is FieldKind.Integer or FieldKind.Decimal && !field.Unique && !ListNames.Places.Contains(field.Name) && (field.Kind is FieldKind.Decimal || !field.ReadOnly && resource.Derived is not Derived.None);

    /// <summary>Of shares of a hundred the mean says something, of other numbers the sum.</summary>
    public static bool IsShare(Field field) => field is { Kind: FieldKind.Integer or FieldKind.Decimal, Minimum: 0, Maximum: 100 };

    private static int? Weight(Field field) => field switch
    {
        { System: true } or { Kind: FieldKind.Json } or { Format: Format.Multiline } => null,
        { Kind: FieldKind.Choice } or { Kind: FieldKind.Money, Group: null } => 1,
        { References: "core.user" } => 3,
        { References: "core.team" } => 6,
        { References: not null, Group: null, ReadOnly: false } => 2,
        { Kind: FieldKind.Date, Group: null } => 3,
        { Format: Format.Email or Format.Phone } => 3,
        { Kind: FieldKind.Boolean, Group: null } or { IsCustom: true } => 4,
        { Kind: FieldKind.Integer or FieldKind.Decimal, ReadOnly: false } => 4,
        { Kind: FieldKind.Text, Indexed: true } or { Kind: FieldKind.Text, Unique: true } => 4,
        { Kind: FieldKind.Instant, Group: null } => 5,
        { Kind: FieldKind.Text or FieldKind.TextList, Group: null } => 6,
        { Kind: FieldKind.Money or FieldKind.Date or FieldKind.Instant } or { References: not null } => 7,
        _ => null,
    };
}
