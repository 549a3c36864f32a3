using System.Globalization;
using System.Text.Json;
using Nexus.Benchmarks.Benches;

namespace Nexus.Benchmarks;

/// <summary><c>bench [NAME …] [--json FILE]</c>: runs the benchmarks and prints one table of ratios.</summary>
internal static class BenchCommand
{
    private static readonly IReadOnlyList<IBench> All = [new ReadBench(), new WriteBench(), new TenantsBench(), new ActivationBench(), new ImportBench(), new FreshnessBench(), new StockBench(), new LedgerBench(), new ProcessBench(), new ConsoleBench()];

    public static async Task<int> Run(string[] args)
    {
        var json = Array.IndexOf(args, "--json") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        var names = args.Where((a, i) => !a.StartsWith('-') && (i == 0 || args[i - 1] != "--json")).ToArray();
        if (names.FirstOrDefault(n => All.All(b => b.Name != n)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no benchmark '{unknown}'. There are: {string.Join(", ", All.Select(b => b.Name))}.");
            return 2;
        }

        var results = new List<BenchResult>();
        foreach (var bench in All.Where(b => names.Length == 0 || names.Contains(b.Name)))
        {
            Console.WriteLine($"{bench.Name}: {bench.What}");
            await foreach (var result in bench.Run(Say, CancellationToken.None))
                results.Add(result);
        }

        await ThousandTenants.Release();
        Print(results);
        if (json is not null)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(results, new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true }));
        return 0;
    }

    private static void Say(string line) => Console.WriteLine("  " + line);

    private static void Print(IReadOnlyList<BenchResult> results)
    {
        Console.WriteLine();
        Console.WriteLine("| measure | value | unit | target | met |");
        Console.WriteLine("|---|---:|---|---|---|");
        foreach (var r in results)
            Console.WriteLine($"| {r.Name} | {r.Value.ToString(r.Value < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture)} | {r.Unit} | {r.Target} | {r.Met switch { true => "yes", false => "no", null => "" }} |");
    }
}
