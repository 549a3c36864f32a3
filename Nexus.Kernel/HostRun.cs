using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Identity;
using Npgsql;

namespace Nexus.Kernel;

/// <summary>Runs a host of its own, telling what its settings lack in one line.</summary>
public static class HostRun
{
    /// <param name="map">Maps the host's endpoints.</param>
    /// <returns>The process's exit code.</returns>
    public static int RunNexus(this WebApplicationBuilder builder, Action<WebApplication> map)
    {
        using var app = (IDisposable)builder.Build();
        var host = (WebApplication)app;
        try
        {
            host.Services.GetRequiredService<NpgsqlDataSource>();
            host.Services.GetRequiredService<MasterKey>();
            host.Services.GetRequiredService<TrustedProxies>();
        }
        catch (StartFault fault)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }

        map(host);
        host.Run();
        return 0;
    }
}
