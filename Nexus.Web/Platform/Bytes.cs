using System.Globalization;

namespace Nexus.Web.Platform;

/// <summary>Sizes as people read them: <c>1.4 MB</c>.</summary>
internal static class Bytes
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Text(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1000 && unit < Units.Length - 1; unit++)
            size /= 1000;
        return size.ToString(unit == 0 || size >= 100 ? "N0" : "N1", CultureInfo.CurrentCulture) + " " + Units[unit];
    }
}
