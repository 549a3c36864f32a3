using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Run;

[TestClass]
public sealed class PipelineFaultTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Who_collides_again_and_again_is_told_to_try_later(bool many)
    {
        await using var t = await TestTenant.Create();
        await t.Scalar<bool>("""
            create function {schema}.collide() returns trigger language plpgsql as $$ begin raise exception 'collision' using errcode = 'serialization_failure'; end $$;
            create trigger collide before insert on {schema}.crm_tag for each row execute function {schema}.collide();
            select true
            """);
        var answer = await t.Post("/api/v1/crm/tags", many ? new[] { new { name = "a" }, new { name = "b" } } : new { name = "a" });
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.AreEqual((409, "busy"), ((int)answer.StatusCode, (string?)problem["code"]), problem.ToString());
    }

    [TestMethod]
    [DataRow("""{"name":"a","position":3000000000}""", "position", 422)]
    [DataRow("""{"name":"a","position":-3000000000}""", "position", 422)]
    [DataRow("""{"name":"a","position":2147483647}""", null, 201)]
    public async Task Numbers_that_do_not_fit_are_faults_of_their_field(string body, string? field, int status)
    {
        await using var t = await TestTenant.Create();
        var answer = await t.Post("/api/v1/crm/pipelines", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)answer.StatusCode, text);
        if (field is not null)
            Assert.AreEqual(("out_of_range", field), ((string?)JsonNode.Parse(text)!["errors"]![0]!["code"], (string?)JsonNode.Parse(text)!["errors"]![0]!["field"]));
    }

    [TestMethod]
    [DataRow("9999-12-31")]
    [DataRow("0001-01-01")]
    public async Task The_first_and_the_last_day_are_days(string day)
    {
        await using var t = await TestTenant.Create();
        var stage = await t.Create("/api/v1/crm/deals", new { name = "Forever", expected_close_on = day });
        Assert.AreEqual(day, (string?)stage["expected_close_on"]);
        Assert.AreEqual(day, (string?)(await t.Read($"/api/v1/crm/deals/{stage["id"]}"))["expected_close_on"]);
        Assert.HasCount(1, (await t.Read($"/api/v1/crm/deals?expected_close_on=eq.{day}")).AsArray());
    }
}
