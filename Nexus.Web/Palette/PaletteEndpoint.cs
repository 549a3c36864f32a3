using Microsoft.Extensions.Localization;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Web.Frame;
using Nexus.Web.SignIn;

namespace Nexus.Web.Palette;

/// <summary>An entry of the command palette: a page, or an operation to begin.</summary>
/// <param name="Group">What stands above it: the module.</param>
/// <param name="Href">Of a page.</param>
/// <param name="Operation">Of an operation that has no row as its target.</param>
public sealed record PaletteEntry(string Label, string Group, string Icon, string? Href, string? Operation = null);

/// <summary><c>GET /palette</c>: where the person can go and what they can begin, in the page's language; rows are found by the API's search.</summary>
internal static class PaletteEndpoint
{
    public static void MapPalette(this IEndpointRouteBuilder routes) => routes.MapGet("/palette", (HttpContext http, NexusModel model, Labels labels, IStringLocalizer<Texts> texts) =>
    {
        http.Response.Headers.CacheControl = "no-store";
        return http.Features.Get<ConsoleCaller>() is { Tenant: { } tenant } here
            ? Results.Json(new { Entries = Entries(here.Caller, model.Modules.Where(m => tenant.Has(m.Name)), labels, texts), Kinds = Kinds(model, labels) }, NexusJson.Options)
            : Results.Json(new { Entries = Platform(texts), Kinds = new { } }, NexusJson.Options);
    }).RequireAuthorization();

    private static IEnumerable<PaletteEntry> Entries(Caller caller, IEnumerable<ModuleType> modules, Labels labels, IStringLocalizer<Texts> texts)
    {
        bool May(string permission) => caller.Rights.RowsFor(permission) is not null;
        yield return new PaletteEntry(texts["Home"], "", "layout-dashboard", "/");
        yield return new PaletteEntry(texts["Account"], "", "user", "/account");
        foreach (var module in modules)
        {
            var (title, icon) = (labels.Of(module), module.Name == "core" ? "settings" : ModuleIcons.Of(module.Name));
            foreach (var resource in module.Resources.Where(r => May(r.ReadPermission)))
            {
                yield return new PaletteEntry(labels.Many(resource), title, icon, Links.List(resource));
                if (resource.Derived.HasFlag(Derived.Create) && May(resource.FullName + ".create"))
                    yield return new PaletteEntry(texts["New: {0}", labels.One(resource)], title, "plus", Links.New(resource));
            }

            foreach (var report in module.Reports.Where(r => May(r.Permission)))
                yield return new PaletteEntry(labels.Of(report), texts["{0}, report", title], "chart-column", Links.Report(report));
            foreach (var operation in module.Operations.Where(o => !o.HasTarget && o.Derived is Derived.None && May(o.Name)))
                yield return new PaletteEntry($"{labels.One(operation.Resource)}: {labels.Of(operation)}", title, "zap", null, operation.Name);
        }
    }

    private static IEnumerable<PaletteEntry> Platform(IStringLocalizer<Texts> texts) =>
    [
        new(texts["Businesses"], "", "building-2", "/platform/tenants"),
        new(texts["Activate a business"], "", "zap", "/platform/activate"),
    ];

    /// <summary>What each kind of row that a search finds is called, and where its rows are.</summary>
    private static Dictionary<string, object> Kinds(NexusModel model, Labels labels) =>
        model.Resources.Where(r => r.Searchable).ToDictionary(r => r.FullName, r => (object)new { Label = labels.One(r), Href = Links.List(r), Icon = ModuleIcons.Of(r.Module) });
}
