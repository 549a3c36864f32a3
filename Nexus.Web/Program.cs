using Nexus.Web;

var builder = WebApplication.CreateBuilder(args);
builder.AddNexusWeb();

var app = builder.Build();
app.MapNexusWeb();
app.Run();
