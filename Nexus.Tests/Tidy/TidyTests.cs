using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nexus.Modules;

namespace Nexus.Tests.Tidy;

/// <summary>The few rules of STYLE.md that a machine can hold.</summary>
[TestClass]
public sealed partial class TidyTests
{
    private const int LinesMax = 400;

    // One file by nature: it runs without a project.
    private const string Entry = "nexus.cs";

    private static readonly string[] Business = ["Nexus.Kernel/", "Nexus.Modules/", "Nexus.Ai/", "Nexus.Adapters/", "Nexus.Api/", "Nexus.Workers/", "Nexus.Web/"];

    // Who may reference whom; hosts may reference all.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Nexus.Kernel"] = [],
        ["Nexus.ServiceDefaults"] = [],
        ["Nexus.Modules"] = ["Nexus.Kernel", "Nexus.Ai"],
        ["Nexus.Ai"] = ["Nexus.Kernel"],
        ["Nexus.Adapters"] = ["Nexus.Kernel", "Nexus.Ai"],
    };

    /// <summary>Pattern, where it is banned (null: everywhere), what to do instead. Written in pieces, so that this file keeps the rules itself.</summary>
    private static IEnumerable<(string Pattern, string[]? Where, string Cure)> Bans =>
    [
        (@"\bDateTime(Offset)?\." + "(UtcNow|Now|Today)", Business, "Take the time from TimeProvider, or from Call.Now."),
        (@"\bThread\." + "Sleep", Business, "Await Task.Delay with the TimeProvider."),
        ("search" + "_path", null, "Name the schema; only TenantDb knows schemas."),
        (@"\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b", null, "Do it, or open an issue."),
        ("Not" + "ImplementedException", null, "Do it, or leave the member out."),
        ("#pragma warning " + "disable", null, "Heed the warning, or switch the rule off for all in .editorconfig with its reason."),
        ("[\"' (=](/" + "tmp/|/root/|/home/[a-z])", null, "Paths of one machine don't belong here; ask for a temporary folder."),
    ];

    [TestMethod]
    public void A_file_is_short() => Empty(Repository.Sources
        .Where(s => s.Path != Entry && s.Text.Count(c => c == '\n') > LinesMax)
        .Select(s => $"{s.Path} has more than {LinesMax} lines: take a concept out into a file of its own."));

    [TestMethod]
    public void What_is_banned_is_nowhere() => Empty(
        from source in Repository.Sources.Concat(Repository.Files("*.sql").Select(p => (Path: p, Text: Repository.Read(p))))
        from ban in Bans
        where ban.Where is null || ban.Where.Any(w => source.Path.StartsWith(w, StringComparison.Ordinal))
        from line in source.Text.Split('\n').Select((text, index) => (Text: text, Number: index + 1))
        where Regex.IsMatch(line.Text, ban.Pattern)
        select $"{source.Path}:{line.Number}: {line.Text.Trim()}. {ban.Cure}");

    [TestMethod]
    public void No_folder_is_named_by_kind() => Empty(Repository.Sources
        .SelectMany(s => s.Path.Split('/')[..^1].Where(f => f is "Helpers" or "Services" or "Utils" or "Utilities" or "Common" or "Managers").Select(f => $"{s.Path}: name the folder {f} for what it is about."))
        .Distinct());

    [TestMethod]
    public void References_between_projects_point_one_way() => Empty(
        from project in Repository.Files("*.csproj")
        let name = Path.GetFileNameWithoutExtension(project)
        where Arrows.ContainsKey(name)
        from reference in XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
        let target = Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'))
        where !Arrows[name].Contains(target)
        select $"{name} must not reference {target}.");

    /// <summary>What another module means with its words is its own affair: only its operations' records and its events, and only when it is needed.</summary>
    [TestMethod]
    public void A_module_uses_no_module_that_it_does_not_need()
    {
        var needs = NexusModules.Model().Modules.ToDictionary(m => m.Name, m => m.Needs);
        Empty(from source in Repository.Sources
              let folder = ModuleFolder().Match(source.Path)
              where folder.Success
              let module = folder.Groups[1].Value
              // What stands beside the modules, such as the demo business, may know them all.
              where needs.ContainsKey(module.ToLowerInvariant())
              from Match use in ModuleUse().Matches(source.Text)
              let used = use.Groups[1].Value
              where used != module && !needs[module.ToLowerInvariant()].Contains(used.ToLowerInvariant())
              select $"{source.Path} uses {use.Value}: react to its event, or say that the module needs it.");
    }

    private static void Empty(IEnumerable<string> faults)
    {
        var found = faults.ToList();
        Assert.IsEmpty(found, string.Join('\n', found));
    }

    [GeneratedRegex(@"^Nexus\.Modules/([A-Z]\w*)/")]
    private static partial Regex ModuleFolder();

    [GeneratedRegex(@"\bNexus\.Modules\.([A-Z]\w*)")]
    private static partial Regex ModuleUse();
}
