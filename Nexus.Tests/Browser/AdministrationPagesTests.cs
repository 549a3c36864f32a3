using Nexus.Tests.Installation;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed class AdministrationPagesTests
{
    private static readonly string[] Pages =
    [
        "/account", "/admin", "/admin/users", "/admin/roles", "/admin/why?permission=crm.deal.win", "/admin/keys", "/admin/webhooks", "/admin/import", "/admin/import?resource=crm.contact",
        "/admin/events", "/admin/reactions", "/admin/jobs", "/admin/fields", "/admin/audit", "/admin/data",
    ];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Each_page_is_accessible(bool dark)
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await t.Create("/api/v1/crm/tags", new { name = "one" });
        await using var person = await Person.SignedIn(t, dark);
        var user = await t.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant}");
        var role = await t.Scalar<Guid>("select id from nexus.roles where tenant_id = {tenant} and name = 'viewer'");
        foreach (var address in Pages.Concat([$"/admin/users/{user}", $"/admin/roles/{role}"]))
        {
            var response = await person.Page.GotoAsync(address);
            Assert.AreEqual(200, response!.Status, address);
            await person.Axe();
        }
    }

    [TestMethod]
    public async Task No_page_is_wider_than_a_phone()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t, phone: true);
        foreach (var address in Pages)
        {
            await person.Page.GotoAsync(address);
            Assert.AreEqual(390, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), address);
        }
    }

    [TestMethod]
    public async Task The_pages_before_signing_in_are_accessible()
    {
        await using var person = await Person.Come(await ConsoleSite.Shared(), dark: true, phone: true);
        foreach (var address in (string[])["/sign-in", "/sign-in/code", "/sign-in/lost", "/password"])
        {
            await person.Page.GotoAsync(address);
            await person.Axe();
        }
    }

    [TestMethod]
    public async Task The_platforms_pages_are_accessible()
    {
        await using var person = await Person.Come(await ConsoleSite.Shared());
        await person.SignIn(ConsoleSite.PlatformEmail, ConsoleSite.PlatformPassword);
        foreach (var address in (string[])["/platform/tenants", "/platform/activate", "/account"])
        {
            await person.Page.GotoAsync(address);
            await person.Axe();
        }
    }
}
