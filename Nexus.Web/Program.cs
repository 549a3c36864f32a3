using Nexus.Kernel;
using Nexus.Kernel.Derive;
using Nexus.ServiceDefaults;
using Nexus.Web;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexusWeb();

return builder.RunNexus(app =>
{
    app.MapServiceDefaults();
    app.MapNexusEndpoints();
    app.MapNexusWeb();
});
