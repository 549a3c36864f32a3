using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Nexus.Modules.Finance.Documents.Pdf;

/// <summary>Pages as a PDF file (ISO 32000, version 1.4): text in the fonts that every reader has, nothing embedded.</summary>
internal static class PdfFile
{
    private const int Catalog = 1, Pages = 2, Regular = 3, Bold = 4, Info = 5, FirstPage = 6;

    public static byte[] Of(IReadOnlyList<PdfPage> pages, string title, DateTimeOffset made)
    {
        using var file = new MemoryStream();
        var offsets = new List<long>();
        Write("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        Object(Catalog, "<< /Type /Catalog /Pages 2 0 R >>");
        Object(Pages, $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{FirstPage + 2 * i} 0 R"))}] >>");
        Object(Regular, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        Object(Bold, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>");
        Object(Info, $"<< /Title <{Convert.ToHexString(Encoding.BigEndianUnicode.GetPreamble())}{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> /Producer (Nexus) /CreationDate (D:{made.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}Z) >>");
        for (var i = 0; i < pages.Count; i++)
        {
            Object(FirstPage + 2 * i, FormattableString.Invariant($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PdfPage.Width} {PdfPage.Height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {FirstPage + 2 * i + 1} 0 R >>"));
            Stream(FirstPage + 2 * i + 1, Compress(pages[i].Content));
        }

        var xref = file.Position;
        Write($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n{string.Concat(offsets.Select(o => FormattableString.Invariant($"{o:0000000000} 00000 n \n")))}");
        Write($"trailer << /Size {offsets.Count + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{xref}\n%%EOF\n");
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));

        void Object(int number, string body)
        {
            offsets.Add(file.Position);
            Write($"{number} 0 obj\n{body}\nendobj\n");
        }

        void Stream(int number, byte[] content)
        {
            offsets.Add(file.Position);
            Write($"{number} 0 obj\n<< /Length {content.Length} /Filter /FlateDecode >>\nstream\n");
            file.Write(content);
            Write("\nendstream\nendobj\n");
        }
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
            zlib.Write(content);
        return compressed.ToArray();
    }
}
