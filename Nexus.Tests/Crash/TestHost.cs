using Microsoft.AspNetCore.Builder;
using Nexus.Api;
using Nexus.Kernel;
using Nexus.Tests.Events;
using Nexus.Workers;

namespace Nexus.Tests.Crash;

/// <summary>The entry of this assembly when it is run as a process: the real hosts with the laboratory's module, for tests that kill them.</summary>
internal static class TestHost
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [("api" or "workers" or "books") and var role])
            return 2;
        var builder = WebApplication.CreateBuilder();
        // "books" is the API with the modules as they are.
        if (role is not "books")
            builder.AddNexusKernel(LabModule.Model);
        if (role is "workers")
            builder.AddNexusWorkers();
        else
            builder.AddNexusApi();
        var app = builder.Build();
        if (role is not "workers")
            app.MapNexusApi();
        // A test that was itself killed leaves no hosts behind.
        _ = Task.Run(async () =>
        {
            await Console.In.ReadToEndAsync();
            Environment.Exit(0);
        });
        await app.RunAsync();
        return 0;
    }
}
