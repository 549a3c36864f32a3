using System.Text.Json;
using Nexus.Standalone.Postgres;

namespace Nexus.Standalone.Backup;

/// <summary>The archive's first file: what it is and when it was made.</summary>
/// <param name="Format">The archive's layout.</param>
/// <param name="PostgresMajor">The server that can read the files.</param>
/// <param name="CreatedAt">When the backup was begun.</param>
internal sealed record Manifest(int Format, string PostgresMajor, DateTimeOffset CreatedAt)
{
    internal const string FileName = "nexus-backup.json";
    internal const int CurrentFormat = 1;

    internal static string Text(DateTimeOffset now) => JsonSerializer.Serialize(new Manifest(CurrentFormat, PostgresBinaries.MajorVersion, now));

    /// <exception cref="StartFailure">It was made by something else or by another version.</exception>
    internal static Manifest Read(Stream content, string archive)
    {
        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<Manifest>(content);
        }
        catch (JsonException)
        {
            manifest = null;
        }

        return manifest is { Format: CurrentFormat, PostgresMajor: PostgresBinaries.MajorVersion } ? manifest
            : throw new StartFailure($"{archive} was made by another version of Nexus (format {manifest?.Format}, PostgreSQL {manifest?.PostgresMajor}): restore it with that one.");
    }
}
