using Nexus.Api;
using Nexus.Kernel;
using Nexus.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexusApi();

var app = builder.Build();
app.MapServiceDefaults();
app.MapNexusApi();
return app.RunNexus();
