using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.Tests.Clients;

/// <summary>
/// Runs a script of a real client for Node.js against the API. A client is a folder here with <c>package.json</c>, <c>package-lock.json</c>
/// and scripts; its packages are installed once, under <c>artifacts/clients</c>.
/// </summary>
public static class NodeClient
{
    private static readonly TimeSpan InstallLongest = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RunLongest = TimeSpan.FromMinutes(2);
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>What the script writes to its standard output; fails the test when it ends with an error.</summary>
    /// <param name="client">Name of the folder.</param>
    /// <param name="script">Name of the script in it.</param>
    /// <param name="environment">Environment variables, such as the API's address and a key.</param>
    public static async Task<string> Run(string client, string script, params (string Name, string Value)[] environment)
    {
        var folder = await Folder(client);
        var source = Path.Combine(Root(), "Nexus.Tests", "Clients", client);
        var copy = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(script)}-{Guid.NewGuid():N}{Path.GetExtension(script)}");
        File.Copy(Path.Combine(source, script), copy);
        try
        {
            var (code, output, errors) = await Execute("node", [copy], folder, RunLongest, environment);
            Assert.AreEqual(0, code, $"{script} failed.\n{output}\n{errors}");
            return output;
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Where a client's packages are, installed.</summary>
    public static Task<string> Folder(string client)
    {
        var root = Root();
        return Install(root, client, Path.Combine(root, "Nexus.Tests", "Clients", client));
    }

    private static async Task<string> Install(string root, string client, string source)
    {
        var wanted = File.ReadAllText(Path.Combine(source, "package-lock.json"));
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12].ToLowerInvariant();
        var folder = Path.Combine(root, "artifacts", "clients", $"{client}-{hash}");
        var installed = Path.Combine(folder, ".installed");
        await Turn.WaitAsync();
        try
        {
            if (File.Exists(installed))
                return folder;
            Directory.CreateDirectory(folder);
            File.Copy(Path.Combine(source, "package.json"), Path.Combine(folder, "package.json"), overwrite: true);
            File.WriteAllText(Path.Combine(folder, "package-lock.json"), wanted);
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (code, output, errors) = await Execute(npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder, InstallLongest, []);
            Assert.AreEqual(0, code, $"npm can't install the client {client}.\n{output}\n{errors}");
            File.WriteAllText(installed, "");
            return folder;
        }
        finally
        {
            Turn.Release();
        }
    }

    private static async Task<(int Code, string Output, string Errors)> Execute(string program, IEnumerable<string> arguments, string folder, TimeSpan longest, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} doesn't start.");
        using var time = new CancellationTokenSource(longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(time.Token);
            var errors = process.StandardError.ReadToEndAsync(time.Token);
            await process.WaitForExitAsync(time.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "", $"{program} took longer than {longest}.");
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nexus.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
