using System.Collections.Concurrent;

namespace Nexus.Modules.Finance.Data;

/// <summary>Reference data that comes with the module: small files of columns between semicolons, their names in the first line.</summary>
internal static class DataFile
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> Read = new();

    /// <param name="name">Path within the module, with dots: <c>Tax.tax-rates.csv</c>.</param>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string name) => Read.GetOrAdd(name, static n =>
    {
        using var stream = typeof(DataFile).Assembly.GetManifestResourceStream("Nexus.Modules.Finance." + n) ?? throw new InvalidOperationException($"The data file {n} isn't embedded.");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => !l.StartsWith('#')).ToArray();
        var names = lines[0].Split(';');
        return [.. lines.Skip(1).Select(l => l.Split(';')).Select(cells => (IReadOnlyDictionary<string, string>)names.Zip(cells).ToDictionary(p => p.First, p => p.Second))];
    });
}
