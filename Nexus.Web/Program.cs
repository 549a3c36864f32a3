using Nexus.Kernel;
using Nexus.ServiceDefaults;
using Nexus.Web;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexusWeb();

var app = builder.Build();
app.MapServiceDefaults();
app.MapNexusWeb();
return app.RunNexus();
