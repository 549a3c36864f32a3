using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;
using Npgsql;

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
    public async Task What_collides_once_is_done_with_all_that_was_sent()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/core/custom_fields/define", new { resource = "crm.tag", name = "hue", kind = "text" });
        await t.Scalar<bool>("""
            create sequence {schema}.tries;
            create function {schema}.collide() returns trigger language plpgsql as $$ begin if nextval('{schema}.tries') = 1 then raise exception 'collision' using errcode = 'serialization_failure'; end if; return new; end $$;
            create trigger collide before insert on {schema}.crm_tag for each row execute function {schema}.collide();
            select true
            """);
        Assert.AreEqual("red", (string?)(await t.Create("/api/v1/crm/tags", new { name = "a", x_hue = "red" }))["x_hue"]);
    }

    [TestMethod]
    public async Task What_a_refused_operation_began_is_not_saved_by_the_next_one()
    {
        await using var t = await TestTenant.Create();
        var company = Guid.Parse((string)(await t.Create("/api/v1/crm/companies", new { name = "Whole" }))["id"]!);
        var pipeline = t.Api.Get<OperationPipeline>();
        OperationCall Call(string operation, object input, Guid? target = null) => new()
        {
            Operation = t.Api.Model.FindOperation(operation)!,
            Tenant = t.Tenant,
            Caller = Caller.System("test"),
            Input = JsonSerializer.SerializeToElement(input),
            Target = target,
        };
        await using (var db = t.Api.Get<TenantUnit>().Open(t.Tenant, Caller.System("test")))
        {
            // As a reaction does that can do without an operation.
            await Assert.ThrowsExactlyAsync<Fault>(() => pipeline.RunWithin(db, Call("crm.company.update", new { name = "Half", parent_id = company }, company), default));
            await pipeline.RunWithin(db, Call("crm.tag.create", new { name = "a" }), default);
            await db.RunAndCommit([], default);
        }

        Assert.AreEqual("Whole", await t.Scalar<string>("select name from {schema}.crm_company"));
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_tag where name = 'a'"));
    }

    [TestMethod]
    public async Task A_database_that_does_not_answer_in_time_is_no_fault_of_the_request_nor_an_error_to_look_into()
    {
        await using var api = await TestApi.Start(map: app => app.Map("/api/v1/test/slow", () => { throw new NpgsqlException("waited", new TimeoutException()); }));
        var answer = await api.Client().GetAsync("/api/v1/test/slow");
        Assert.AreEqual((503, "database_busy"), ((int)answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]));
        Assert.IsTrue(answer.Headers.Contains("Retry-After"));
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
