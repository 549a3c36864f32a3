using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Contract;
using Nexus.Modules;
using Nexus.Tests.Tidy;

namespace Nexus.Tests.Contract;

[TestClass]
public sealed class ContractTests
{
    /// <summary>Set to 1, the files are written instead of compared.</summary>
    private const string Update = "NEXUS_UPDATE_CONTRACTS";

    [TestMethod]
    public void The_committed_contracts_say_what_the_declarations_give()
    {
        var model = NexusModules.Model();
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "contracts")).FullName;
        var derived = model.Modules.ToDictionary(m => m.Name + ".txt", m => ContractText.Of(model, m));
        var committed = Directory.GetFiles(folder, "*.txt").ToDictionary(f => Path.GetFileName(f), f => File.ReadAllText(f).ReplaceLineEndings("\n"));
        var drifted = derived.Keys.Union(committed.Keys).Where(f => derived.GetValueOrDefault(f) != committed.GetValueOrDefault(f)).Order(StringComparer.Ordinal).ToArray();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            foreach (var file in drifted)
                Write(Path.Combine(folder, file), derived.GetValueOrDefault(file));
            return;
        }

        Assert.IsEmpty(drifted, $"""
            The surface has changed: {string.Join(", ", drifted.Select(f => "contracts/" + f))}.
            If that is meant, write the files anew and commit them with your change:
                {Update}=1 ./nexus.cs test ContractTests
            {string.Join('\n', drifted.SelectMany(f => Differences(committed.GetValueOrDefault(f), derived.GetValueOrDefault(f))).Take(40))}
            """);
    }

    private static void Write(string path, string? text)
    {
        if (text is null)
            File.Delete(path);
        else
            File.WriteAllText(path, text);
    }

    private static IEnumerable<string> Differences(string? before, string? after)
    {
        var (was, now) = ((before ?? "").Split('\n'), (after ?? "").Split('\n'));
        return was.Except(now).Select(l => "- " + l).Concat(now.Except(was).Select(l => "+ " + l));
    }
}
