using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed partial class ReportsTests
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public async Task A_person_finds_a_report_narrows_it_and_comes_to_the_rows_behind_a_figure(bool dark, bool phone)
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        foreach (var (name, amount) in new[] { ("Small", 100), ("Large", 900) })
            await t.Create("/api/v1/crm/deals", new { name, value = new { amount, currency = "EUR" }, expected_close_on = "2030-01-31" });
        await using var person = await Person.SignedIn(t, dark, phone);
        var page = person.Page;
        await page.GotoAsync("/crm/reports");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pipeline by stage" }).ClickAsync();

        // The chart says in words what it draws.
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = TotalInNew() })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("nx-chart canvas")).ToHaveAttributeAsync("style", new Regex("width"));
        var total = page.Locator("tfoot").GetByRole(AriaRole.Cell, new() { Name = "€1,000.00" });
        await Assertions.Expect(total).ToBeVisibleAsync();
        await person.Picture($"report{(dark ? "-dark" : "")}{(phone ? "-phone" : "")}");

        await page.GetByLabel("To", new() { Exact = true }).FillAsync("2029-12-31");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("to=2029-12-31"));
        await Assertions.Expect(total).ToHaveCountAsync(0);
        await page.GoBackAsync();
        await Assertions.Expect(total).ToBeVisibleAsync();

        var figure = page.Locator("tbody a.behind").First;
        var href = await figure.GetAttributeAsync("href");
        StringAssert.Contains(href, "/crm/deals?status=eq.open&");
        var behind = await page.APIRequest.GetAsync("/api/v1" + href);
        Assert.AreEqual(200, behind.Status, href);
        Assert.AreEqual(2, (await behind.JsonAsync())!.Value.GetArrayLength());
    }

    [TestMethod]
    public async Task A_wrong_parameter_is_told_and_the_csv_has_what_the_page_has()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await t.Create("/api/v1/crm/deals", new { name = "One", value = new { amount = 5, currency = "EUR" } });
        await using var person = await Person.SignedIn(t);
        var wrong = await person.Page.GotoAsync("/crm/reports/pipeline_by_stage?from=yesterday");
        Assert.AreEqual(422, wrong!.Status);
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        var csv = await person.Page.APIRequest.GetAsync("/crm/reports/pipeline_by_stage/csv");
        Assert.AreEqual(200, csv.Status);
        StringAssert.StartsWith(await csv.TextAsync(), "pipeline_id,pipeline,stage_id,stage");
        Assert.AreEqual(404, (await person.Page.APIRequest.GetAsync("/crm/reports/no_such")).Status);
    }

    [GeneratedRegex("^Total: New €1,000.00")]
    private static partial Regex TotalInNew();
}
