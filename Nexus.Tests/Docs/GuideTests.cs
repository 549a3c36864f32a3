using System.Text.RegularExpressions;
using Nexus.Tests.Tidy;

namespace Nexus.Tests.Docs;

/// <summary>The code in the guides is code that is compiled and tested here.</summary>
[TestClass]
public sealed partial class GuideTests
{
    [TestMethod]
    public void The_guides_code_is_the_compiled_code()
    {
        var sources = Repository.Sources.Where(s => s.Path.StartsWith("Nexus.Tests/Docs/", StringComparison.Ordinal)).ToArray();
        var guide = Repository.Read("docs/write-a-module.md");
        var blocks = Block().Matches(guide).Select(m => m.Groups[1].Value.Trim('\n')).ToArray();
        Assert.IsGreaterThan(5, blocks.Length);

        var strangers = blocks.Where(b => !sources.Any(s => s.Text.Contains(b, StringComparison.Ordinal))).ToList();
        Assert.IsEmpty(strangers, "Not word for word in a file of Nexus.Tests/Docs:\n" + string.Join("\n---\n", strangers));
    }

    [TestMethod]
    public void Every_file_of_the_guides_module_is_in_the_guide()
    {
        var guide = Repository.Read("docs/write-a-module.md");
        var missing = Repository.Sources.Where(s => s.Path.StartsWith("Nexus.Tests/Docs/Library/", StringComparison.Ordinal)).Select(s => Path.GetFileName(s.Path)).Where(f => !guide.Contains($"`{f}`", StringComparison.Ordinal)).ToList();
        Assert.IsEmpty(missing);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
