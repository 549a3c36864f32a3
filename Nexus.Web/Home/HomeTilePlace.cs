using System.Text.Json;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Home;

/// <summary>How a report stands on a tile.</summary>
public enum TileForm
{
    Figure,
    Chart,

    /// <summary>Its first rows.</summary>
    Rows,

    /// <summary>No report: what happened last.</summary>
    Latest,
}

/// <summary>A tile of somebody's home.</summary>
/// <param name="Report">Its full name; empty for what happened last.</param>
/// <param name="Width">Columns of four that it takes.</param>
public sealed record HomeTilePlace(string Report, TileForm Form, int Width)
{
    public const int WidthMax = 4;

    public string Key => $"{Report}:{Form}";

    /// <summary>The forms in which a report can stand on a tile.</summary>
    public static IEnumerable<TileForm> FormsOf(ReportType report)
    {
        if (report.Measure is not null && (report.Axis is null || report.Columns.First(c => c.Name == report.Axis).Kind is FieldKind.Date))
            yield return TileForm.Figure;
        if (report.Measure is not null && report.Axis is not null)
            yield return TileForm.Chart;
        yield return TileForm.Rows;
    }

    public static int WidthOf(TileForm form) => form is TileForm.Figure ? 1 : 2;
}

/// <summary>The tiles of a home in their order: as the person arranged them, else as modules declare it.</summary>
internal static class HomeArrangement
{
    /// <summary>The preference that keeps it.</summary>
    public const string Preference = "home";

    private const int TilesMax = 30;

    public static IReadOnlyList<HomeTilePlace> Of(JsonElement? kept, IReadOnlyList<ReportType> visible, bool latest) =>
        kept is { ValueKind: JsonValueKind.Object } home && home.TryGetProperty("tiles", out var tiles) && tiles.ValueKind is JsonValueKind.Array
            ? [.. tiles.EnumerateArray().Select(t => Read(t, visible, latest)).OfType<HomeTilePlace>().DistinctBy(t => t.Key).Take(TilesMax)]
            : Default(visible, latest);

    private static List<HomeTilePlace> Default(IReadOnlyList<ReportType> visible, bool latest)
    {
        IEnumerable<HomeTilePlace> As(HomeTile home, TileForm form) => visible.Where(r => r.Home == home).Select(r => new HomeTilePlace(r.Name, form, HomeTilePlace.WidthOf(form)));
        var tiles = As(HomeTile.Figure, TileForm.Figure).Concat(As(HomeTile.Attention, TileForm.Rows)).Concat(As(HomeTile.Chart, TileForm.Chart)).ToList();
        if (latest)
            tiles.Add(new HomeTilePlace("", TileForm.Latest, 2));
        return tiles;
    }

    /// <summary>Null for what isn't there any more, or may no longer be seen.</summary>
    private static HomeTilePlace? Read(JsonElement tile, IReadOnlyList<ReportType> visible, bool latest)
    {
        if (tile.ValueKind is not JsonValueKind.Object || !tile.TryGetProperty("form", out var word) || !Enum.TryParse<TileForm>(word.ToString(), ignoreCase: true, out var form) || !Enum.IsDefined(form))
            return null;
        var width = tile.TryGetProperty("width", out var given) && given.ValueKind is JsonValueKind.Number && given.TryGetInt32(out var columns) ? Math.Clamp(columns, 1, HomeTilePlace.WidthMax) : HomeTilePlace.WidthOf(form);
        if (form is TileForm.Latest)
            return latest ? new HomeTilePlace("", form, width) : null;
        return tile.TryGetProperty("report", out var name) && visible.FirstOrDefault(r => r.Name == name.ToString()) is { } report && HomeTilePlace.FormsOf(report).Contains(form) ? new HomeTilePlace(report.Name, form, width) : null;
    }
}
