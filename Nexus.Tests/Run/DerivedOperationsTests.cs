using System.Net;
using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Run;

[TestClass]
public sealed class DerivedOperationsTests
{
    [TestMethod]
    public async Task Create_answers_201_with_the_row_its_etag_and_its_place()
    {
        await using var t = await TestTenant.Create();
        var response = await t.Post("/api/v1/crm/contacts", new { name = "Ada Lovelace", email = "ada@example.com" });
        var row = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.AreEqual(HttpStatusCode.Created, response.StatusCode, row.ToString());
        Assert.AreEqual("\"1\"", response.Headers.ETag!.Tag);
        Assert.AreEqual("Ada Lovelace", (string?)row["name"]);
        var read = await t.Read(response.Headers.Location!.ToString());
        Assert.AreEqual(row.ToJsonString(), read.ToJsonString());
    }

    [TestMethod]
    public async Task A_change_commits_with_its_event_and_its_audit_entry()
    {
        await using var t = await TestTenant.Create();
        var row = await t.Create("/api/v1/crm/companies", new { name = "Acme" });
        var response = await t.Send(HttpMethod.Patch, $"/api/v1/crm/companies/{row["id"]}", new { name = "Acme Ltd" });

        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, await response.Content.ReadAsStringAsync());
        Assert.AreEqual("crm.company.created,crm.company.updated", await t.Scalar<string>($"select string_agg(name, ',' order by position) from nexus.events where row_id = '{row["id"]}'"));
        Assert.AreEqual("""{"name": "Acme"}|{"name": "Acme Ltd"}""", await t.Scalar<string>($"select before::text || '|' || after::text from nexus.audit where row_id = '{row["id"]}' and operation = 'crm.company.update'"));
    }

    [TestMethod]
    public async Task All_faults_of_an_input_are_told_at_once()
    {
        await using var t = await TestTenant.Create();
        var response = await t.Post("/api/v1/crm/contacts", new { email = "nobody", company_id = "x", shoe_size = 42 });
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.AreEqual(422, (int)response.StatusCode);
        Assert.AreEqual("invalid_input", (string?)problem["code"]);
        CollectionAssert.AreEquivalent(new[] { "name", "email", "company_id", "shoe_size" }, problem["errors"]!.AsArray().Select(e => (string?)e!["field"]).ToArray());
    }

    [TestMethod]
    public async Task A_version_that_is_not_the_rows_is_refused()
    {
        await using var t = await TestTenant.Create();
        var row = await t.Create("/api/v1/crm/companies", new { name = "Acme" });
        var path = $"/api/v1/crm/companies/{row["id"]}";
        Assert.AreEqual(200, (int)(await t.Send(HttpMethod.Patch, path, new { name = "B" }, ("If-Match", "\"1\""))).StatusCode);
        Assert.AreEqual(412, (int)(await t.Send(HttpMethod.Patch, path, new { name = "C" }, ("If-Match", "\"1\""))).StatusCode);
    }

    [TestMethod]
    public async Task The_same_idempotency_key_gets_the_same_answer_and_creates_one_row()
    {
        await using var t = await TestTenant.Create();
        var body = new { name = "Once" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => t.Post("/api/v1/crm/companies", body, ("Idempotency-Key", "k1"))));
        var bodies = await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync()));

        Assert.IsTrue(answers.All(a => a.StatusCode == HttpStatusCode.Created), string.Join("\n", bodies));
        Assert.HasCount(1, bodies.Distinct().ToList());
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_company"));
        Assert.AreEqual(422, (int)(await t.Post("/api/v1/crm/companies", new { name = "Other" }, ("Idempotency-Key", "k1"))).StatusCode);
    }

    [TestMethod]
    public async Task A_dry_run_tells_what_would_happen_and_changes_nothing()
    {
        await using var t = await TestTenant.Create();
        var response = await t.Post("/api/v1/crm/companies?dryRun=true", new { name = "Maybe" });
        var preview = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.AreEqual(200, (int)response.StatusCode, preview.ToString());
        Assert.AreEqual("crm.company.created", (string?)preview["events"]![0]!["type"]);
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.crm_company"));
    }

    [TestMethod]
    public async Task A_reference_to_another_tenants_user_or_to_nothing_is_refused_with_its_field()
    {
        await using var t = await TestTenant.Create();
        await using var other = await TestTenant.Create();
        var stranger = await other.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant}");
        foreach (var body in new object[] { new { name = "A", owner_id = stranger }, new { name = "A", owner_id = Guid.NewGuid() } })
        {
            var response = await t.Post("/api/v1/crm/companies", body);
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.AreEqual(422, (int)response.StatusCode, problem.ToString());
            Assert.AreEqual("owner_id", (string?)problem["errors"]![0]!["field"]);
        }
    }

    [TestMethod]
    public async Task Probable_duplicates_are_named_and_refused_when_asked()
    {
        await using var t = await TestTenant.Create();
        var first = await t.Create("/api/v1/crm/contacts", new { name = "Ada", email = "Ada@example.com" });
        var second = await t.Post("/api/v1/crm/contacts", new { name = "A. L.", email = "ada@EXAMPLE.com" });
        Assert.AreEqual((string?)first["id"], second.Headers.GetValues("Nexus-Duplicates").Single());
        var third = await t.Post("/api/v1/crm/contacts", new { name = "A. L.", email = "ada@example.com" }, ("Prefer", "duplicates=refuse"));
        Assert.AreEqual(409, (int)third.StatusCode);
    }
}
