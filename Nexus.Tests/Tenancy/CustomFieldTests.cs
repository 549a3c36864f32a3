using System.Text.Json.Nodes;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Tenancy;

[TestClass]
public sealed class CustomFieldTests
{
    private const string Define = "/api/v1/core/custom_fields/define";

    [TestMethod]
    public async Task A_field_of_the_tenants_own_is_there_at_once_and_checked_like_a_built_in_one()
    {
        await using var t = await TestTenant.Create();
        await Defined(t, new { resource = "crm.contact", name = "shoe_size", kind = "integer" });
        await Defined(t, new { resource = "crm.contact", name = "x_color", kind = "choice", choices = new[] { "red", "blue" } });
        await Defined(t, new { resource = "crm.contact", name = "birthday", kind = "date", label = "Day of birth" });

        var row = await t.Create("/api/v1/crm/contacts", new { name = "Ada", x_shoe_size = 38, x_color = "red", x_birthday = "1815-12-10" });
        Assert.AreEqual(38, (int?)row["x_shoe_size"]);
        Assert.AreEqual("red", (string?)(await t.Read($"/api/v1/crm/contacts/{row["id"]}"))["x_color"]);

        var wrong = await t.Post("/api/v1/crm/contacts", new { name = "B", x_shoe_size = "big", x_color = "green", x_birthday = "soon", x_other = 1 });
        var problem = JsonNode.Parse(await wrong.Content.ReadAsStringAsync())!;
        Assert.AreEqual(422, (int)wrong.StatusCode);
        Assert.AreEqual("x_birthday:wrong_type x_color:not_a_choice x_other:unknown_field x_shoe_size:wrong_type", string.Join(" ", problem["errors"]!.AsArray().Select(e => $"{e!["field"]}:{e["code"]}").Order(StringComparer.Ordinal)));
        Assert.AreEqual("""{"x_color": null}""".Replace("null", "\"blue\"", StringComparison.Ordinal), await Change(t, row, new { x_color = "blue" }));
    }

    [TestMethod]
    public async Task A_required_one_must_be_given_and_an_archived_one_is_gone_and_comes_back_with_its_values()
    {
        await using var t = await TestTenant.Create();
        var field = await Defined(t, new { resource = "crm.company", name = "number", kind = "text", required = true });
        Assert.AreEqual(422, (int)(await t.Post("/api/v1/crm/companies", new { name = "A" })).StatusCode);
        var row = await t.Create("/api/v1/crm/companies", new { name = "A", x_number = "7" });

        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/custom_fields/{field["id"]}/archive", new { })).StatusCode);
        await t.Create("/api/v1/crm/companies", new { name = "B" });
        Assert.IsNull((await t.Read($"/api/v1/crm/companies/{row["id"]}"))["x_number"]);
        Assert.AreEqual(409, (int)(await t.Post(Define, new { resource = "crm.company", name = "number", kind = "text" })).StatusCode);

        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/custom_fields/{field["id"]}/restore", new { })).StatusCode);
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/custom_fields/{field["id"]}/rename", new { label = "Customer number" })).StatusCode);
        Assert.AreEqual("7", (string?)(await t.Read($"/api/v1/crm/companies/{row["id"]}"))["x_number"]);
    }

    [TestMethod]
    public async Task It_is_imported_like_any_field()
    {
        await using var t = await TestTenant.Create();
        await Defined(t, new { resource = "crm.contact", name = "vip", kind = "boolean", label = "Very important" });
        var response = await t.Http.PostAsync("/api/v1/crm/contacts/import", new StringContent("name,Very important\nAda,yes\nBob,perhaps\n", System.Text.Encoding.UTF8, "text/csv"));
        StringAssert.Contains(await response.Content.ReadAsStringAsync(), "Very important");
        response = await t.Http.PostAsync("/api/v1/crm/contacts/import", new StringContent("name,vip\nAda,yes\n", System.Text.Encoding.UTF8, "text/csv"));
        Assert.AreEqual(200, (int)response.StatusCode, await response.Content.ReadAsStringAsync());
        Assert.IsTrue(await t.Scalar<bool>("select (custom ->> 'x_vip')::boolean from {schema}.crm_contact where name = 'Ada'"));
    }

    [TestMethod]
    public async Task Another_process_knows_within_a_second()
    {
        await using var t = await TestTenant.Create();
        await using var second = await TestApi.Start(t.Api.ConnectionString);
        await second.Get<TenantDirectory>().Find(t.Tenant.Id);
        await Defined(t, new { resource = "crm.contact", name = "late", kind = "text" });
        await Task.Delay(1000);
        Assert.IsTrue((await second.Get<TenantDirectory>().Find(t.Tenant.Id))!.Shapes.ContainsKey("crm.contact"));
    }

    [TestMethod]
    [DataRow("""{"resource":"crm.nothing","name":"a","kind":"text"}""", "resource")]
    [DataRow("""{"resource":"core.user","name":"a","kind":"text"}""", "resource")]
    [DataRow("""{"resource":"crm.contact","name":"A b","kind":"text"}""", "name")]
    [DataRow("""{"resource":"crm.contact","name":"a","kind":"json"}""", "kind")]
    [DataRow("""{"resource":"crm.contact","name":"a","kind":"choice"}""", "choices")]
    [DataRow("""{"resource":"crm.contact","name":"a","kind":"choice","choices":["a","a"]}""", "choices")]
    [DataRow("""{"resource":"crm.contact","name":"a","kind":"text","choices":["a"]}""", "choices")]
    public async Task What_can_be_no_field_is_refused(string body, string field)
    {
        await using var t = await TestTenant.Create();
        var response = await t.Post(Define, body);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.AreEqual(422, (int)response.StatusCode, problem.ToString());
        Assert.AreEqual(field, (string?)problem["errors"]![0]!["field"]);
    }

    private static async Task<JsonNode> Defined(TestTenant t, object body)
    {
        var response = await t.Post(Define, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(201, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<string> Change(TestTenant t, JsonNode row, object body)
    {
        Assert.AreEqual(200, (int)(await t.Send(HttpMethod.Patch, $"/api/v1/crm/contacts/{row["id"]}", body)).StatusCode);
        return await t.Scalar<string>($"select after::text from nexus.audit where row_id = '{row["id"]}' and operation = 'crm.contact.update'");
    }
}
