using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Identity;
using Npgsql;

namespace Nexus.Kernel;

/// <summary>A host can't start as it is configured; the message says what to set.</summary>
public sealed class StartFault(string message) : InvalidOperationException(message);

/// <summary>Runs a host of its own, telling what is missing in one line.</summary>
public static class HostRun
{
    /// <returns>The process's exit code.</returns>
    public static int RunNexus(this WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<NpgsqlDataSource>();
            app.Services.GetRequiredService<MasterKey>();
        }
        catch (StartFault fault)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }

        app.Run();
        return 0;
    }
}
