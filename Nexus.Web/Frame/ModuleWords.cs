using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Frame;

/// <summary>
/// What modules call their things in other languages: a module brings <c>Words.de.resx</c> in its folder, with names as in <see cref="Labels"/>.
/// Nothing has to be registered.
/// </summary>
public sealed class ModuleWords(NexusModel model)
{
    private readonly ConcurrentDictionary<(string Module, string Language), ResourceSet?> _sets = new();

    /// <summary>By the full name of a thing, whose first part is its module; null when there is no such word.</summary>
    public string? Find(string name)
    {
        var end = name.IndexOf('.', StringComparison.Ordinal);
        return model.FindModule(end > 0 ? name[..end] : name) is { } module
            ? _sets.GetOrAdd((module.Name, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName), static (key, module) => Load(module, key.Language), module)?.GetString(name)
            : null;
    }

    private static ResourceSet? Load(ModuleType module, string language) =>
        new ResourceManager(module.Clr.Namespace + ".Words", module.Clr.Assembly).GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: false);
}
