using Nexus.Workers;

var builder = WebApplication.CreateBuilder(args);
builder.AddNexusWorkers();

var app = builder.Build();
app.Run();
