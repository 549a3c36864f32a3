using System.Buffers;
using System.Text;
using Nexus.Kernel.Derive.Rest.Query;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>
/// A table as CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers, dates and
/// telephone numbers stay as they are.
/// </summary>
public sealed class CsvTable
{
    public const string ContentType = "text/csv; charset=utf-8";

    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private bool _first = true;

    public ReadOnlyMemory<byte> Bytes => _buffer.WrittenMemory;

    public CsvTable Header(IEnumerable<string> names)
    {
        foreach (var name in names)
            Cell(name, isText: false);
        return EndRow();
    }

    public void Cell(string? text, bool isText)
    {
        if (!_first)
            Write(",");
        _first = false;
        if (string.IsNullOrEmpty(text))
        {
            // An empty text is told from none by its quotation marks.
            if (text is not null)
                Write("\"\"");
            return;
        }

        if (isText && IsFormula(text))
            text = "'" + text;
        if (text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text[0] == ' ' || text[^1] == ' ')
            text = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        Write(text);
    }

    public CsvTable EndRow()
    {
        Write("\r\n");
        _first = true;
        return this;
    }

    private static bool IsFormula(string text) =>
        text[0] is '=' or '@' or '\t' or '\r' || text[0] is '+' or '-' && text.AsSpan(1).IndexOfAnyExcept("0123456789 ()./") >= 0;

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _buffer);
}
