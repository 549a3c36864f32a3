using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Import;

/// <summary>A row of the file.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
public sealed record CsvRow(long Line, string[] Cells);

/// <summary>The rows of a CSV file (RFC 4180; commas, semicolons or tabs), read as they are needed.</summary>
public sealed class CsvTable : IDisposable
{
    public const int ColumnsMax = 500;

    /// <summary>Longer than the longest text that a field takes.</summary>
    public const int CellCharactersMax = 200_000;

    private const int HeaderCharactersMax = 100_000;

    private readonly CsvParser _parser;

    private CsvTable(CsvParser parser, string[] header, char delimiter)
    {
        _parser = parser;
        Header = header;
        Delimiter = delimiter;
    }

    public IReadOnlyList<string> Header { get; }

    public char Delimiter { get; }

    /// <exception cref="Fault">The first line doesn't name columns.</exception>
    public static CsvTable Open(CsvFile file, char? delimiter)
    {
        var found = delimiter ?? Guard(file, Detect, 1);
        var text = file.Open();
        if (Guard(text, t => t.Peek(), 1) == '\ufeff')
            text.Read();
        var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = found.ToString(),
            // A stray quote is a character like any other.
            BadDataFound = null,
            IgnoreBlankLines = true,
            MaxFieldSize = CellCharactersMax,
        });
        var header = Guard(parser, p => p.Read() ? p.Record!.Select(h => h.Trim()).ToArray() : [], 1);
        while (header.Length > 0 && header[^1].Length == 0)
            header = header[..^1];
        if (header.Length == 0)
            throw Fault.Malformed("empty_file", "The file is empty. Its first line must name the columns.");
        if (header.Length > ColumnsMax)
            throw Fault.Malformed("too_many_columns", $"The file has more than {ColumnsMax} columns.");
        return new CsvTable(parser, header, found);
    }

    /// <summary>Null after the last row. Rows without any text are left out.</summary>
    /// <exception cref="Fault">The file can't be read on from here.</exception>
    public CsvRow? Next()
    {
        while (Guard(_parser, p => p.Read(), _parser.RawRow + 1))
        {
            var cells = _parser.Record!;
            if (cells.All(string.IsNullOrWhiteSpace))
                continue;
            return new CsvRow(_parser.RawRow - cells.Sum(c => c.AsSpan().Count('\n')), cells);
        }

        return null;
    }

    public void Dispose() => _parser.Dispose();

    private static T Guard<TFrom, T>(TFrom from, Func<TFrom, T> read, long line)
    {
        try
        {
            return read(from);
        }
        catch (DecoderFallbackException)
        {
            throw Fault.Malformed("wrong_encoding", $"From line {line} on the file isn't text in its encoding.").With("line", line);
        }
        catch (CsvHelperException)
        {
            throw Fault.Malformed("cell_too_large", $"A cell from line {line} on has more than {CellCharactersMax} characters. Perhaps a quote isn't closed.").With("line", line);
        }
    }

    /// <summary>The one that the first line has most of, outside of quotes.</summary>
    private static char Detect(CsvFile file)
    {
        var text = file.Open();
        Span<int> counts = stackalloc int[3];
        var quoted = false;
        for (var i = 0; i < HeaderCharactersMax && text.Read() is var next and >= 0; i++)
        {
            if (next == '"')
                quoted = !quoted;
            else if (!quoted && next is '\n' or '\r' && i > 0)
                break;
            else if (!quoted && ",;\t".IndexOf((char)next) is var which and >= 0)
                counts[which]++;
        }

        return counts[1] > counts[0] && counts[1] >= counts[2] ? ';' : counts[2] > counts[0] ? '\t' : ',';
    }
}
