using Nexus.Kernel;
using Nexus.ServiceDefaults;
using Nexus.Workers;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexusWorkers();

var app = builder.Build();
app.MapServiceDefaults();
return app.RunNexus();
