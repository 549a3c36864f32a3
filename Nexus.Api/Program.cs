using Nexus.Api;
using Nexus.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNexusApi();

var app = builder.Build();
app.MapServiceDefaults();
app.MapNexusApi();
app.Run();
