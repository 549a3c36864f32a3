using Nexus.Kernel;
using Nexus.ServiceDefaults;
using Nexus.Workers;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexusWorkers();

return builder.RunNexus(app =>
{
    app.MapServiceDefaults();
});
