using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Nexus.Kernel;
using Nexus.Modules;
using Nexus.Web.Frame;
using Nexus.Web.Home;
using Nexus.Web.Lists;
using Nexus.Web.Operations;
using Nexus.Web.Notices;
using Nexus.Web.Palette;
using Nexus.Web.Reports;
using Nexus.Web.Records;
using Nexus.Web.SignIn;

namespace Nexus.Web;

/// <summary>What makes a web application the console. Its scripts use the API of the same host, which is mapped before it.</summary>
public static class WebHost
{
    public static void AddNexusWeb(this WebApplicationBuilder builder)
    {
        builder.AddNexusKernel(NexusModules.Model);
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddLanguages();
        builder.Services.AddSingleton<ModuleWords>();
        builder.Services.AddScoped<Labels>();
        builder.Services.AddRecords();
        builder.Services.AddSingleton<SecondStep>();
        builder.Services.AddSingleton<ListReader>();
        builder.Services.AddScoped<ListCsv>();
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "nexus_form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        builder.Services.AddDataProtection().SetApplicationName("nexus").AddKeysInDatabase();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(SessionCookie.Configure);
        builder.Services.AddAuthorization();
    }

    public static void MapNexusWeb(this WebApplication app)
    {
        app.UsePagePolicy();
        app.UseRequestLocalization();
        app.UsePageFaults();
        app.UseAuthentication();
        app.UseApiSession();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapSignIn();
        app.MapPreview();
        app.MapReports();
        app.MapHome();
        app.MapPalette();
        app.MapNoticeList();
        app.MapLists();
        app.MapRazorComponents<App>().RequireAuthorization();
    }
}
