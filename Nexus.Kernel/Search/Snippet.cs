namespace Nexus.Kernel.Search;

/// <summary>The part of a text around the first word that was asked for.</summary>
internal static class Snippet
{
    private const int CharactersMax = 160;
    private const int Before = 40;

    public static string Of(string text, string query)
    {
        var flat = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (flat.Length <= CharactersMax)
            return flat;

        var at = query.Split(' ').Select(w => flat.IndexOf(w, StringComparison.OrdinalIgnoreCase)).Where(i => i >= 0).DefaultIfEmpty(0).Min();
        var start = Math.Clamp(at - Before, 0, flat.Length - CharactersMax);
        while (start > 0 && start < at && flat[start - 1] != ' ')
            start++;
        var part = flat.AsSpan(start, Math.Min(CharactersMax, flat.Length - start)).TrimEnd();
        return $"{(start > 0 ? "…" : "")}{part}{(start + part.Length < flat.Length ? "…" : "")}";
    }
}
