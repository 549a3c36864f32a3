using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Nexus.Kernel.Declare;

/// <summary>Reads fields off the properties of a resource, of an operation's input or of a report's parameters and rows.</summary>
public static class FieldReader
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The fields of a class, base class's first, with the defaults of a new instance where one can be made.</summary>
    public static IReadOnlyList<Field> Read(Type type)
    {
        var sample = type.GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance(type) : null;
        var parameters = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()?.GetParameters() ?? [];
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<NotAFieldAttribute>() is null)
            .Where(p => p.Name is not (nameof(Resource.Custom)) || p.DeclaringType != typeof(Resource))
            .Where(p => p.SetMethod is { IsPublic: true })
            .OrderBy(p => p.DeclaringType == typeof(Resource) ? 0 : 1)
            .Select(p => Read(p, sample, parameters.FirstOrDefault(q => string.Equals(q.Name, p.Name, StringComparison.Ordinal))))
            .ToArray();
    }

    /// <summary>Said to hold another row's id, whether that resource is there or not. A record's parameter says it on the parameter.</summary>
    internal static bool IsReference(Field field) => field.References is not null || field.Property?.IsDefined(typeof(ReferencesAttribute), inherit: true) == true;

    private static Field Read(PropertyInfo property, object? sample, ParameterInfo? parameter)
    {
        T? Find<T>() where T : Attribute => property.GetCustomAttribute<T>() ?? parameter?.GetCustomAttribute<T>();
        bool Has<T>() where T : Attribute => Find<T>() is not null;

        var type = System.Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var nullable = type != property.PropertyType || (!type.IsValueType && IsNullable(property));
        var name = Names.Snake(property.Name);
        var range = Find<RangeAttribute>();
        var system = property.DeclaringType == typeof(Resource);
        var defaultValue = sample is not null ? property.GetValue(sample) : parameter is { HasDefaultValue: true } ? parameter.DefaultValue : null;

        return new Field
        {
            Name = name,
            Property = property,
            Kind = KindOf(type, name),
            Nullable = nullable,
            // A record's parameter without a default must be given; a resource's field only where it says so.
            Required = Has<RequiredAttribute>() || (sample is null && parameter is { HasDefaultValue: false } && !nullable),
            ReadOnly = system || Find<ReadOnlyAttribute>() is { IsReadOnly: true },
            System = system,
            Immutable = Has<ImmutableAttribute>(),
            Unique = Has<UniqueAttribute>(),
            DuplicateKey = Has<DuplicateKeyAttribute>(),
            Indexed = Has<IndexedAttribute>(),
            Searchable = Has<SearchableAttribute>(),
            Parent = Has<ParentAttribute>(),
            References = Find<ReferencesAttribute>()?.Resource,
            Behind = Find<RowsBehindAttribute>() is { } behind ? new RowsBehind(behind.Resource.GetCustomAttribute<ResourceAttribute>()?.Name ?? behind.Resource.Name, behind.Where, behind.On is null ? null : Names.Snake(behind.On)) : null,
            Format = FormatOf(Find<EmailAddressAttribute>(), Find<PhoneAttribute>(), Find<UrlAttribute>(), Has<CountryAttribute>(), Has<CurrencyAttribute>(), Has<MultilineAttribute>()),
            MaxLength = Find<MaxLengthAttribute>()?.Length ?? Find<StringLengthAttribute>()?.MaximumLength,
            Minimum = range is null ? null : Convert.ToDecimal(range.Minimum, System.Globalization.CultureInfo.InvariantCulture),
            Maximum = range is null ? null : Convert.ToDecimal(range.Maximum, System.Globalization.CultureInfo.InvariantCulture),
            Pattern = Find<RegularExpressionAttribute>()?.Pattern,
            MadeOf = [.. (Find<MadeOfAttribute>()?.Parts ?? []).Select(Names.Snake)],
            Choices = type.IsEnum ? [.. Enum.GetNames(type).Select(Names.Snake)] : [],
            Default = defaultValue,
            Label = Find<DisplayAttribute>()?.Name ?? Names.Label(name),
            Group = Find<DisplayAttribute>()?.GroupName,
            Description = parameter is not null ? Descriptions.OfParameter(property.DeclaringType!, property.Name) : Descriptions.Of(property),
        };
    }

    private static bool IsNullable(PropertyInfo property)
    {
        lock (Nullability)
            return Nullability.Create(property).ReadState != NullabilityState.NotNull;
    }

    private static FieldKind KindOf(Type type, string name) => type switch
    {
        _ when type == typeof(string) => FieldKind.Text,
        _ when type == typeof(bool) => FieldKind.Boolean,
        _ when type == typeof(int) || type == typeof(long) || type == typeof(short) => FieldKind.Integer,
        _ when type == typeof(decimal) || type == typeof(double) => FieldKind.Decimal,
        _ when type == typeof(Money) => FieldKind.Money,
        _ when type == typeof(DateOnly) => FieldKind.Date,
        _ when type == typeof(DateTimeOffset) => FieldKind.Instant,
        _ when type == typeof(Guid) => FieldKind.Id,
        _ when type.IsEnum => FieldKind.Choice,
        _ when type == typeof(string[]) || type == typeof(IReadOnlyList<string>) || type == typeof(List<string>) => FieldKind.TextList,
        _ => FieldKind.Json,
    };

    private static Format FormatOf(EmailAddressAttribute? email, PhoneAttribute? phone, UrlAttribute? url, bool country, bool currency, bool multiline) =>
        email is not null ? Format.Email
        : phone is not null ? Format.Phone
        : url is not null ? Format.Url
        : country ? Format.Country
        : currency ? Format.Currency
        : multiline ? Format.Multiline
        : Format.None;
}
