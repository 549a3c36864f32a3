using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Nexus.Kernel.Declare;

/// <summary>The XML summaries of declarations, read from the documentation file beside the assembly: one text for reader, API and AI tool.</summary>
public static partial class Descriptions
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    public static string Of(Type type) => Find(type.Assembly, "T:" + Key(type))?.Element("summary") is { } summary ? Flat(summary) : "";

    public static string Of(PropertyInfo property) =>
        Find(property.DeclaringType!.Assembly, $"P:{Key(property.DeclaringType)}.{property.Name}")?.Element("summary") is { } summary ? Flat(summary) : "";

    /// <summary>A positional record's parameter is described by <c>&lt;param&gt;</c> on the record.</summary>
    public static string OfParameter(Type record, string name) =>
        Find(record.Assembly, "T:" + Key(record))?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == name) is { } param ? Flat(param) : "";

    private static string Key(Type type) => (type.FullName ?? type.Name).Replace('+', '.');

    private static XElement? Find(Assembly assembly, string key) => Files.GetOrAdd(assembly, Load).GetValueOrDefault(key);

    private static IReadOnlyDictionary<string, XElement> Load(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        if (string.IsNullOrEmpty(assembly.Location) || !File.Exists(path))
            return new Dictionary<string, XElement>();

        return XDocument.Load(path).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!, m => m);
    }

    private static string Flat(XElement element)
    {
        foreach (var reference in element.Descendants().Where(e => e.Name.LocalName is "see" or "paramref" or "typeparamref").ToArray())
            reference.ReplaceWith(((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name") ?? (string?)reference.Attribute("langword") ?? "").Split('.', ':')[^1]);
        return Space().Replace(element.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
