namespace Nexus.Tests.Tidy;

/// <summary>The files that the repository consists of.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "node_modules", ".git", ".nexus", "packages"];

    public static string Root { get; } = FindRoot();

    /// <summary>Sources with their paths from the root, slashes forward; nothing that a build made.</summary>
    public static IReadOnlyList<(string Path, string Text)> Sources { get; } = [.. Files("*.cs").Select(path => (path, Read(path)))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    public static IEnumerable<string> Files(string pattern) => Walk(Root, pattern).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Walk(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Concat(Directory.EnumerateDirectories(folder)
            .Where(d => !NotOurs.Contains(Path.GetFileName(d)))
            .SelectMany(d => Walk(d, pattern)));

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Nexus.sln")))
                return folder;
        }

        throw new InvalidOperationException("The tests run outside of the repository: there is no Nexus.sln above them.");
    }
}
