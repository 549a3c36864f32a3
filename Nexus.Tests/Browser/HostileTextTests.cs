using Microsoft.Playwright;
using Nexus.Kernel.Declare;
using Nexus.Tests.Installation;
using Nexus.Tests.Isolation;

namespace Nexus.Tests.Browser;

/// <summary>Every text of every row tries to run as a script, on every page that shows it. The page's policy would tell of an attempt as an error, and none may be told.</summary>
[TestClass]
public sealed class HostileTextTests
{
    private const string Payload = "\"'`><img src=x onerror=hacked=1><svg onload=hacked=1></textarea></title><script>hacked=1</script>{{7*7}}${7*7}javascript:hacked=1";

    [TestMethod]
    public async Task Nothing_that_people_write_runs_on_any_page()
    {
        var filled = await FilledTenant.Create(await ConsoleSite.Shared(), "hostile");
        var t = filled.Tenant;
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        foreach (var resource in t.Api.Model.Resources.Where(r => r.Storage is Storage.Tenant && t.Tenant.Has(r.Module)))
        {
            if (filled.Row(resource.FullName) is not { } row)
                continue;
            await Poison(t, resource);
            await t.Post("/api/v1/core/notes", new { resource = resource.FullName, row_id = row, text = Payload });
            await t.Post("/api/v1/core/attachments", new { resource = resource.FullName, row_id = row, name = "<img src=x onerror=hacked=1>.html", content = "YQ==" });
            var rows = $"/{resource.Module}/{resource.Plural}";
            var hostile = Uri.EscapeDataString(Payload);
            string[] addresses = [rows, $"{rows}?q={hostile}", $"{rows}/{row}", $"{rows}/{row}?edit", $"{rows}/{row}?tab={hostile}&before={hostile}", $"{rows}/new?{resource.Title.Name}={hostile}"];
            foreach (var address in addresses)
            {
                await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                await page.WaitForTimeoutAsync(100);
                Assert.IsNull(await page.EvaluateAsync<object?>("window.hacked ?? null"), $"A text ran on {address}.");
                Assert.AreEqual(0, await page.Locator("img[src=x], main svg[onload]").CountAsync(), $"A text became markup on {address}.");
            }
        }
    }

    /// <summary>All texts that aren't of a form of their own, by hand: also those that no operation would take.</summary>
    private static async Task Poison(TestTenant t, ResourceType resource)
    {
        foreach (var field in resource.Fields.Where(f => !f.System && f.Kind is FieldKind.Text or FieldKind.TextList))
        {
            await using var command = t.Api.Database.CreateCommand($"update \"{t.Tenant.Schema}\".\"{resource.Table}\" set \"{field.Name}\" = $1");
            command.Parameters.AddWithValue(field.Kind is FieldKind.Text ? Payload : new[] { Payload });
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (Npgsql.PostgresException e) when (e.SqlState is "23505" or "22001" or "23514")
            {
                // Two rows can't both have it, or the column has a length or a check of its own.
            }
        }
    }
}
