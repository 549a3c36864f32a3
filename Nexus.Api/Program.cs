using Nexus.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddNexusApi();

var app = builder.Build();
app.MapNexusApi();
app.Run();
