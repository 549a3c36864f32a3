using System.Globalization;
using System.Text;

namespace Nexus.Modules.Finance.Documents.Pdf;

/// <summary>A page of A4 on which text and lines are drawn; measured in points from its upper left corner.</summary>
internal sealed class PdfPage
{
    public const double Width = 595.28;

    public const double Height = 841.89;

    private readonly MemoryStream _content = new();

    public byte[] Content => _content.ToArray();

    /// <summary>Writes a line of text whose baseline is at <paramref name="y"/>.</summary>
    public void Text(double x, double y, string text, double size = 9, bool bold = false)
    {
        if (text.Length == 0)
            return;
        Raw($"BT /{(bold ? "F2" : "F1")} {Number(size)} Tf {Number(x)} {Number(Height - y)} Td (");
        foreach (var b in PdfFont.Encode(text))
        {
            if (b is (byte)'(' or (byte)')' or (byte)'\\')
                _content.WriteByte((byte)'\\');
            _content.WriteByte(b);
        }

        Raw(") Tj ET\n");
    }

    /// <summary>As <see cref="Text"/>, ending at <paramref name="x"/>.</summary>
    public void TextRight(double x, double y, string text, double size = 9, bool bold = false) => Text(x - PdfFont.Width(text, size), y, text, size, bold);

    public void Line(double x1, double y1, double x2, double y2, double width = 0.5) =>
        Raw($"{Number(width)} w {Number(x1)} {Number(Height - y1)} m {Number(x2)} {Number(Height - y2)} l S\n");

    /// <summary>The text in lines that are no wider than is given.</summary>
    public static IEnumerable<string> Wrap(string text, double width, double size)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = new StringBuilder();
            foreach (var word in paragraph.Split(' ').SelectMany(w => Pieces(w, width, size)))
            {
                if (line.Length > 0 && PdfFont.Width($"{line} {word}", size) > width)
                {
                    yield return line.ToString();
                    line.Clear();
                }

                line.Append(line.Length == 0 ? "" : " ").Append(word);
            }

            yield return line.ToString();
        }
    }

    /// <summary>A word that is wider than the line is cut.</summary>
    private static IEnumerable<string> Pieces(string word, double width, double size)
    {
        while (word.Length > 1 && PdfFont.Width(word, size) > width)
        {
            var fits = word.Length - 1;
            while (fits > 1 && PdfFont.Width(word[..fits], size) > width)
                fits--;
            yield return word[..fits];
            word = word[fits..];
        }

        yield return word;
    }

    private void Raw(string text) => _content.Write(Encoding.ASCII.GetBytes(text));

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
