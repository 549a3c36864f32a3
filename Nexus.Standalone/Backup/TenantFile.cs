using System.Globalization;
using Nexus.Kernel.Tenancy;

namespace Nexus.Standalone.Backup;

/// <summary>A tenant's file on the disk: it appears when it is whole, and only its owner may read it.</summary>
internal static class TenantFile
{
    private const int NameCharactersMax = 40;

    /// <summary>The local time, as names of files have it.</summary>
    internal static string Now => TimeProvider.System.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);

    /// <summary>A tenant's name as every file system takes it.</summary>
    internal static string NameFor(string tenant)
    {
        var plain = string.Concat(tenant.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        while (plain.Contains("--", StringComparison.Ordinal))
        {
            plain = plain.Replace("--", "-", StringComparison.Ordinal);
        }

        return plain.Length is 0 ? "tenant" : plain[..Math.Min(plain.Length, NameCharactersMax)];
    }

    /// <returns>The file's bytes.</returns>
    /// <exception cref="StartFailure">It cannot be written, or is there already.</exception>
    internal static async Task<long> Write(TenantBackup backup, Guid tenant, string target, CancellationToken ct)
    {
        if (Path.Exists(target))
        {
            throw new StartFailure($"{target} is there already: name another file.");
        }

        var fresh = $"{target}.{Environment.ProcessId}.part";
        try
        {
            long bytes;
            await using (var file = new FileStream(fresh, Private))
            {
                await backup.Write(tenant, file, ct);
                file.Flush(flushToDisk: true);
                bytes = file.Length;
            }

            File.Move(fresh, target);
            return bytes;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StartFailure($"The backup {target} cannot be written ({e.Message.TrimEnd('.')}): name another place.", e);
        }
        finally
        {
            if (File.Exists(fresh))
            {
                File.Delete(fresh);
            }
        }
    }

    /// <exception cref="StartFailure">It isn't there or cannot be read.</exception>
    internal static FileStream Open(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartFailure($"There is no file {file}.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StartFailure($"{file} cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static FileStreamOptions Private
    {
        get
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return options;
        }
    }
}
