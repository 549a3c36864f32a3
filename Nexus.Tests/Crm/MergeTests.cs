using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Crm;

[TestClass]
public sealed class MergeTests
{
    private const int RelatedRows = 300;

    [TestMethod]
    public async Task A_merge_previews_what_it_does_and_then_does_it()
    {
        await using var t = await TestTenant.Create();
        var company = await t.Create("/api/v1/crm/companies", new { name = "Acme" });
        var survivor = await t.Create("/api/v1/crm/contacts", new { name = "Ada", email = "ada@example.com", tags = new[] { "VIP" }, job_title = "Countess" });
        var first = await t.Create("/api/v1/crm/contacts", new { name = "Ada L.", email = "ADA@example.com", phone = "+49 30 1", job_title = "Analyst", company_id = company.Id() });
        var second = await t.Create("/api/v1/crm/contacts", new { name = "A. Lovelace", email = "lovelace@example.com", phone = "+49 30 2", additional_emails = new[] { "a@example.com" }, tags = new[] { "vip", "Partner" } });
        await Related(t, first.Id(), RelatedRows / 2);
        await Related(t, second.Id(), RelatedRows / 2);
        var bystander = await t.Create("/api/v1/crm/deals", new { name = "Other", contact_id = (await t.Create("/api/v1/crm/contacts", new { name = "Bob" })).Id() });
        var input = new { duplicates = new[] { first.Id(), second.Id() }, take = new Dictionary<string, string> { ["job_title"] = first.Id() } };

        var preview = await t.Post(200, $"contacts/{survivor.Id()}/merge?dryRun=true", input);
        Assert.HasCount(RelatedRows + 3, preview["changes"]!.AsArray());
        Assert.AreEqual(RelatedRows, (int)preview["events"]!.AsArray().Last()!["data"]!["references"]!);
        Assert.AreEqual(2, preview["changes"]!.AsArray().Count(c => (string?)c!["what"] == "archived"));
        Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from {{schema}}.crm_activity where contact_id = '{survivor.Id()}'"), "A preview changes nothing.");

        var merged = await t.Post(200, $"contacts/{survivor.Id()}/merge", input);
        var foreseen = preview["answer"]!;
        foreach (var field in new[] { "email", "phone", "additional_emails", "additional_phones", "job_title", "tags", "company_id", "name" })
            Assert.AreEqual(foreseen[field]?.ToJsonString(), merged[field]?.ToJsonString(), field);
        Assert.AreEqual(("Ada", "ada@example.com", "+49 30 1", "Analyst", company.Id()), ((string?)merged["name"], (string?)merged["email"], (string?)merged["phone"], (string?)merged["job_title"], (string?)merged["company_id"]));
        Assert.AreEqual("lovelace@example.com,a@example.com", Text(merged["additional_emails"]));
        Assert.AreEqual("+49 30 2", Text(merged["additional_phones"]));
        Assert.AreEqual("VIP,Partner", Text(merged["tags"]));
        Assert.AreEqual((long)RelatedRows, await t.Scalar<long>($"select (select count(*) from {{schema}}.crm_activity where contact_id = '{survivor.Id()}') + (select count(*) from {{schema}}.crm_deal where contact_id = '{survivor.Id()}')"));
        Assert.AreEqual(2L, await t.Scalar<long>($"select count(*) from {{schema}}.crm_contact where merged_into_id = '{survivor.Id()}' and archived_at is not null"));
        Assert.AreNotEqual(survivor.Id(), (string?)(await t.Read($"/api/v1/crm/deals/{bystander.Id()}"))["contact_id"]);
        Assert.AreEqual(1L, await t.Scalar<long>($"select count(*) from nexus.events where row_id = '{survivor.Id()}' and name = 'crm.contact.merged'"));

        await t.Refused(422, "merged", $"contacts/{first.Id()}/restore", new { }, "merged_into_id");
        await t.Refused(409, "archived", $"contacts/{survivor.Id()}/merge", new { duplicates = new[] { first.Id() } }, "duplicates");
    }

    [TestMethod]
    public async Task What_cannot_be_merged_is_refused_with_its_field()
    {
        await using var t = await TestTenant.Create();
        var (a, b) = ((await t.Create("/api/v1/crm/contacts", new { name = "A" })).Id(), (await t.Create("/api/v1/crm/contacts", new { name = "B" })).Id());
        await t.Refused(422, "required", $"contacts/{a}/merge", new { }, "duplicates");
        await t.Refused(422, "required", $"contacts/{a}/merge", new { duplicates = Array.Empty<string>() }, "duplicates");
        await t.Refused(422, "not_distinct", $"contacts/{a}/merge", new { duplicates = new[] { a } }, "duplicates");
        await t.Refused(422, "not_distinct", $"contacts/{a}/merge", new { duplicates = new[] { b, b } }, "duplicates");
        await t.Refused(422, "too_long", $"contacts/{a}/merge", new { duplicates = Enumerable.Range(0, 21).Select(_ => Guid.NewGuid()) }, "duplicates");
        await t.Refused(422, "unknown_reference", $"contacts/{a}/merge", new { duplicates = new[] { Guid.NewGuid() } }, "duplicates");
        await t.Refused(404, "not_found", $"contacts/{Guid.NewGuid()}/merge", new { duplicates = new[] { b } });
        await t.Refused(422, "unknown_field", $"contacts/{a}/merge", new { duplicates = new[] { b }, take = new { shoe_size = b } }, "take.shoe_size");
        await t.Refused(422, "unknown_field", $"contacts/{a}/merge", new { duplicates = new[] { b }, take = new { merged_into_id = b } }, "take.merged_into_id");
        await t.Refused(422, "unknown_reference", $"contacts/{a}/merge", new { duplicates = new[] { b }, take = new { name = Guid.NewGuid() } }, "take.name");
        await t.Refused(422, "wrong_type", $"contacts/{a}/merge", new { duplicates = new[] { b }, take = "all" }, "take");
    }

    [TestMethod]
    public async Task A_company_merged_into_its_own_branch_belongs_to_none_of_them()
    {
        await using var t = await TestTenant.Create();
        var duplicate = (await t.Create("/api/v1/crm/companies", new { name = "Acme GmbH", domain = "acme.example" })).Id();
        var survivor = (await t.Create("/api/v1/crm/companies", new { name = "Acme", parent_id = duplicate })).Id();
        var branch = (await t.Create("/api/v1/crm/companies", new { name = "Acme Süd", parent_id = duplicate })).Id();
        var contact = (await t.Create("/api/v1/crm/contacts", new { name = "Ada", company_id = duplicate })).Id();
        var merged = await t.Post(200, $"companies/{survivor}/merge", new { duplicates = new[] { duplicate } });

        Assert.AreEqual(("acme.example", null), ((string?)merged["domain"], (string?)merged["parent_id"]));
        Assert.AreEqual(survivor, (string?)(await t.Read($"/api/v1/crm/companies/{branch}"))["parent_id"]);
        Assert.AreEqual(survivor, (string?)(await t.Read($"/api/v1/crm/contacts/{contact}"))["company_id"]);
    }

    [TestMethod]
    public async Task Two_merges_of_one_duplicate_at_once_do_not_both_take_it()
    {
        await using var t = await TestTenant.Create();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add((await t.Create("/api/v1/crm/contacts", new { name = $"C{i}" })).Id());
        var answers = await Task.WhenAll(
            t.Post($"/api/v1/crm/contacts/{ids[0]}/merge", new { duplicates = new[] { ids[2] } }),
            t.Post($"/api/v1/crm/contacts/{ids[1]}/merge", new { duplicates = new[] { ids[2] } }));
        CollectionAssert.AreEqual(new[] { 200, 409 }, answers.Select(a => (int)a.StatusCode).Order().ToArray());
    }

    private static string Text(JsonNode? list) => string.Join(",", list!.AsArray());

    private static async Task Related(TestTenant t, string contact, int rows)
    {
        var deals = rows / 3;
        for (var i = 0; i < rows; i++)
        {
            JsonNode _ = i < deals
                ? await t.Create("/api/v1/crm/deals", new { name = $"Deal {i}", contact_id = contact })
                : await t.Create("/api/v1/crm/activities", new { kind = "call", subject = $"Call {i}", contact_id = contact });
        }
    }
}
