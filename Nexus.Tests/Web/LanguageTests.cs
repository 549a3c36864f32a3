using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules;
using Nexus.Tests.Tidy;

namespace Nexus.Tests.Web;

/// <summary>The German texts are there for all that the console says, say nothing that it doesn't, and are written as German is.</summary>
[TestClass]
public sealed partial class LanguageTests
{
    /// <summary>Modules whose things have German names; another one has English names until it brings its words.</summary>
    private static readonly string[] Translated = ["core", "crm"];

    private static readonly Dictionary<string, string> German = Read("Nexus.Web/Texts/Texts.de.resx");

    [TestMethod]
    public void Every_text_of_the_console_is_there_in_German()
    {
        var missing = Used().Except(German.Keys).Order(StringComparer.Ordinal).ToArray();
        Assert.IsEmpty(missing, $"Not in Texts.de.resx:\n{string.Join("\n", missing)}");
    }

    [TestMethod]
    public void No_German_text_is_left_over()
    {
        var words = NexusModules.Model().Modules.SelectMany(CommonWords)
            .Concat(ActivationInput.Industries.Concat(Enum.GetNames<TenantStatus>()).Concat(Enum.GetNames<CallerKind>()).Select(n => Names.Label(Names.Snake(n)))).ToHashSet();
        // Some are chosen by code: there each stands as a text of its own.
        var code = string.Join('\n', Texts("Nexus.Web/", "*.razor").Concat(Texts("Nexus.Web/", "*.cs")).Concat(Texts("Nexus.Web/Scripts/", "*.ts")));
        var stale = German.Keys.Where(k => !words.Contains(k) && !code.Contains($"\"{k}\"", StringComparison.Ordinal) && !code.Contains($"'{k}'", StringComparison.Ordinal)).Except(Used()).Order(StringComparer.Ordinal).ToArray();
        Assert.IsEmpty(stale, $"Nothing uses:\n{string.Join("\n", stale)}");
    }

    [TestMethod]
    public void What_modules_declare_has_a_German_name_and_no_name_is_left_over()
    {
        foreach (var module in NexusModules.Model().Modules.Where(m => Translated.Contains(m.Name)))
        {
            var words = new ResourceManager(module.Clr.Namespace + ".Words", module.Clr.Assembly).GetResourceSet(CultureInfo.GetCultureInfo("de"), true, false);
            Assert.IsNotNull(words, $"{module} has no Words.de.resx in its folder.");
            var names = words.Cast<DictionaryEntry>().Select(e => (string)e.Key).ToHashSet();
            var (needed, possible) = (Needed(module).ToArray(), Possible(module).ToHashSet());
            var missing = needed.Where(n => !names.Contains(n.Name) && !German.ContainsKey(n.English)).Select(n => n.Name).ToArray();
            Assert.IsEmpty(missing, $"Words of {module} that are missing:\n{string.Join("\n", missing)}");
            var stale = names.Except(possible).Order(StringComparer.Ordinal).ToArray();
            Assert.IsEmpty(stale, $"Words of {module} that are about nothing it declares:\n{string.Join("\n", stale)}");
        }
    }

    [TestMethod]
    public void German_has_its_own_quotation_marks_and_the_placeholders_of_the_English_text()
    {
        var wrong = German.Where(t => t.Value.Contains('"') || t.Value.Contains('“') && !t.Value.Contains('„') || t.Value.Contains('\'') || Placeholders(t.Key) != Placeholders(t.Value)).Select(t => $"{t.Key} = {t.Value}").ToArray();
        Assert.IsEmpty(wrong, string.Join("\n", wrong));
    }

    private static string Placeholders(string text) => string.Join("", Placeholder().Matches(text).Select(m => m.Value).Distinct().Order());

    /// <summary>The texts of pages and scripts.</summary>
    private static HashSet<string> Used()
    {
        var pages = Texts("Nexus.Web/", "*.razor").Concat(Texts("Nexus.Web/", "*.cs")).SelectMany(text => PageText().Matches(text).Select(m => Unescape(m.Groups[1].Value)));
        var scripts = Texts("Nexus.Web/Scripts/", "*.ts").SelectMany(text => ScriptText().Matches(text).Select(m => m.Groups[1].Value.Replace("\\'", "'", StringComparison.Ordinal)));
        return [.. pages.Concat(scripts).Where(t => t.Any(char.IsLetter))];
    }

    private static IEnumerable<string> Texts(string folder, string pattern) => Repository.Files(pattern).Where(f => f.StartsWith(folder, StringComparison.Ordinal)).Select(Repository.Read);

    private static string Unescape(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal);

    /// <summary>What has to have a name: by its full name, or once for all by its English one.</summary>
    private static IEnumerable<(string Name, string English)> Needed(ModuleType module)
    {
        yield return (module.Name, module.Title);
        foreach (var resource in module.Resources)
        {
            yield return (resource.FullName, Names.Label(resource.Name));
            yield return ($"{module.Name}.{resource.Plural}", Names.Label(resource.Plural));
            foreach (var named in Fields(resource.FullName, resource.Fields))
                yield return named;
        }

        foreach (var operation in module.Operations.Where(o => o.Derived is Derived.None))
        {
            yield return (operation.Name, Names.Label(operation.Verb));
            foreach (var named in Fields(operation.Name, operation.Fields.Where(f => f.Kind is not FieldKind.Json)))
                yield return named;
        }

        foreach (var report in module.Reports)
        {
            yield return (report.Name, Names.Label(report.ShortName));
            foreach (var named in Fields(report.Name, report.Parameters.Concat(report.Columns.Where(c => c.Kind is not FieldKind.Id && c.Name is not ("currency" or "position") && !c.Name.EndsWith("_ids", StringComparison.Ordinal)))))
                yield return named;
        }
    }

    private static IEnumerable<(string Name, string English)> Fields(string owner, IEnumerable<Field> fields)
    {
        foreach (var field in fields)
        {
            yield return ($"{owner}.{field.Name}", field.Label);
            foreach (var choice in field.Choices)
                yield return ($"{owner}.{field.Name}.{choice}", Names.Label(choice));
        }
    }

    private static IEnumerable<string> Possible(ModuleType module)
    {
        var names = module.Resources.SelectMany(r => Fields(r.FullName, r.Fields)).Concat(module.Operations.SelectMany(o => Fields(o.Name, o.Fields))).Concat(module.Reports.SelectMany(r => Fields(r.Name, r.Parameters.Concat(r.Columns)))).Select(f => f.Name)
            .Concat(module.Resources.SelectMany(r => new[] { r.FullName, $"{module.Name}.{r.Plural}" })).Concat(module.Operations.Select(o => o.Name)).Concat(module.Reports.Select(r => r.Name)).Append(module.Name).ToArray();
        return names.Concat(names.Select(n => n + ".hint")).Concat(module.Reports.Select(r => r.Name + ".figure")).Concat(module.Events.Select(e => e.Name + ".event"));
    }

    /// <summary>English words of declarations under which a text for all modules may stand.</summary>
    private static IEnumerable<string> CommonWords(ModuleType module) => Needed(module).Select(n => n.English)
        .Concat(module.Operations.Select(o => Names.Label(o.Verb)))
        .Concat(module.Resources.SelectMany(r => r.Fields).Select(f => f.Group).OfType<string>())
        .Concat(module.Events.SelectMany(e => new[] { $"… {e.Name[(e.Name.LastIndexOf('.') + 1)..]}", Names.Label(e.Name[(e.Name.LastIndexOf('.') + 1)..]) }));

    private static Dictionary<string, string> Read(string path) =>
        XDocument.Parse(Repository.Read(path)).Root!.Elements("data").ToDictionary(d => (string)d.Attribute("name")!, d => (string)d.Element("value")!);

    [GeneratedRegex("""(?:\bT|\btexts)\["((?:[^"\\]|\\.)+)"[\],]""")]
    private static partial Regex PageText();

    [GeneratedRegex(@"\bt\('((?:[^'\\]|\\.)+)'")]
    private static partial Regex ScriptText();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();
}
