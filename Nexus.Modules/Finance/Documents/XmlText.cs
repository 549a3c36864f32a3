using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Nexus.Modules.Finance.Documents;

/// <summary>XML as bytes, and text that XML can hold.</summary>
internal static class XmlText
{
    public static byte[] Of(XElement root)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
            new XDocument(root).Save(writer);
        return bytes.ToArray();
    }

    /// <summary>Without the control characters that XML 1.0 forbids, which a text may hold.</summary>
    public static string Clean(string text) => text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Where((c, i) =>
        XmlConvert.IsXmlChar(c) || char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) || char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(text[i - 1])));
}
