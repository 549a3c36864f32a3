using Nexus.Api;
using Nexus.Kernel;
using Nexus.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexusApi();

return builder.RunNexus(app =>
{
    app.MapServiceDefaults();
    app.MapNexusApi();
});
