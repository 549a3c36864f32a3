using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Isolation;

/// <summary>
/// Every derived route and tool is tried by one tenant with another's ids: nothing of the other may show, nothing of it may change.
/// What is tried is made from the model and from the routes that are mapped, so that a module added later is covered without an edit.
/// </summary>
[TestClass]
public sealed class IsolationTests
{
    private static readonly Lazy<Task<Stage>> Shared = new(Stage.Create);

    [TestMethod]
    public async Task A_row_of_every_resource_is_there_to_be_stolen()
    {
        var stage = await Shared.Value;
        var missing = stage.Model.Resources.Where(r => r.Storage is Storage.Tenant && stage.Victim.Row(r.FullName) is null);
        Assert.IsEmpty(missing.ToList());
    }

    [TestMethod]
    public Task Reads_show_nothing_of_another_tenant() => Run(async (stage, attack) =>
    {
        foreach (var resource in stage.Model.Resources)
        {
            var rows = $"/api/v1/{resource.Module}/{resource.Plural}";
            var stolen = stage.Victim.Row(resource.FullName) ?? Guid.NewGuid();
            await attack.Try(HttpMethod.Get, rows, expected: s => s is 200 or 206);
            await attack.Try(HttpMethod.Get, $"{rows}/{stolen}", expected: s => s == 404);
            await attack.Try(HttpMethod.Get, $"{rows}?id=eq.{stolen}", expected: s => s is 200 or 206);
            await attack.Try(HttpMethod.Get, $"{rows}?or=(id.eq.{stolen},id.not.is.null)&limit=1000", expected: s => s is 200 or 206);
            foreach (var field in resource.Fields.Where(f => f.References is not null))
                await attack.Try(HttpMethod.Get, $"{rows}?select=id,{field.EmbedName}(*)&limit=1000", expected: s => s is 200 or 206);
            await attack.Try(HttpMethod.Get, rows, expected: s => s is 200 or 206 or (>= 400 and < 500), headers: ("X-Tenant", stage.Victim.Tenant.Tenant.Id.ToString()));
        }
    });

    [TestMethod]
    public Task Operations_do_nothing_to_another_tenants_rows() => Run(async (stage, attack) =>
    {
        foreach (var operation in stage.Model.Operations.Where(o => o.HasTarget))
        {
            var stolen = stage.Victim.Row(operation.Resource.FullName) ?? Guid.NewGuid();
            var path = operation.Route.Replace("{id}", stolen.ToString(), StringComparison.Ordinal);
            foreach (var input in stage.Inputs(operation))
            {
                await attack.Try(new HttpMethod(operation.Method), path, input, s => s is >= 400 and < 500);
                await attack.Try(new HttpMethod(operation.Method), path, input, s => s is >= 400 and < 500, headers: ("X-Tenant", stage.Victim.Tenant.Tenant.Id.ToString()));
            }

            if (operation is { Derived: Derived.Archive, Verb: "archive" })
                await attack.Try(HttpMethod.Delete, path[..path.LastIndexOf('/')], null, s => s is >= 400 and < 500);
        }
    });

    [TestMethod]
    public Task References_to_another_tenants_rows_are_refused() => Run(async (stage, attack) =>
    {
        foreach (var operation in stage.Model.Operations)
        {
            var own = operation.HasTarget ? stage.Attacker.Row(operation.Resource.FullName) : Guid.Empty;
            if (own is null)
                continue;
            var path = operation.Route.Replace("{id}", own.ToString(), StringComparison.Ordinal) + "?dryRun=true";
            foreach (var field in operation.Fields.Where(f => !f.ReadOnly))
            {
                foreach (var (input, references) in stage.Stealing(operation, field))
                {
                    // What references nothing by declaration may be any id; a row of the other it must not find.
                    await attack.Try(new HttpMethod(operation.Method), path, input.ToJsonString(), s => s is >= 400 and < 500 || !references && s is 200);
                }
            }
        }
    });

    [TestMethod]
    public Task Reports_show_nothing_of_another_tenant() => Run(async (stage, attack) =>
    {
        foreach (var report in stage.Model.Reports)
        {
            await attack.Try(HttpMethod.Get, report.Route, expected: s => s is 200 or 206);
            foreach (var parameter in report.Parameters.Where(p => p.Kind is FieldKind.Id))
            foreach (var stolen in stage.StolenFor(parameter))
                await attack.Try(HttpMethod.Get, $"{report.Route}?{parameter.Name}={stolen}");
        }
    });

    [TestMethod]
    public Task Tools_reach_no_other_tenants_rows() => Run(async (stage, attack) =>
    {
        foreach (var operation in stage.Model.Operations)
        {
            var arguments = stage.Attacker.Sample.Input(operation.Fields, onlyRequired: true);
            arguments["dry_run"] = operation.Effect is Effect.Write ? true : null;
            if (operation.HasTarget)
                arguments["id"] = (stage.Victim.Row(operation.Resource.FullName) ?? Guid.NewGuid()).ToString();
            await attack.Try(HttpMethod.Post, "/mcp", Stage.ToolCall(operation.Name.Replace('.', '_'), arguments), s => s == 200);
            await attack.Try(HttpMethod.Post, "/mcp", Stage.ToolCall("nexus_call", new JsonObject { ["name"] = operation.Name, ["arguments"] = arguments.DeepClone() }), s => s == 200);
        }

        foreach (var report in stage.Model.Reports)
            await attack.Try(HttpMethod.Post, "/mcp", Stage.ToolCall(report.Name.Replace('.', '_'), []), s => s == 200);
        foreach (var resource in stage.Model.Resources)
        {
            await attack.Try(HttpMethod.Post, "/mcp", Stage.ToolCall("nexus_query", new JsonObject { ["resource"] = resource.FullName }), s => s == 200);
            await attack.Try(HttpMethod.Post, "/mcp", Stage.ToolCall("nexus_get", new JsonObject { ["resource"] = resource.FullName, ["id"] = (stage.Victim.Row(resource.FullName) ?? Guid.NewGuid()).ToString() }), s => s == 200);
        }

        await attack.Try(HttpMethod.Post, "/mcp", Stage.ToolCall("nexus_search", new JsonObject { ["query"] = stage.Victim.Mark[..^2] }), s => s == 200);
        await attack.Try(HttpMethod.Post, "/mcp", Stage.ToolCall("nexus_modules", []), s => s == 200, headers: ("X-Tenant", stage.Victim.Tenant.Tenant.Id.ToString()));
    });

    [TestMethod]
    public Task The_platforms_administrator_gets_nowhere_without_naming_a_tenant() => Run(async (stage, attack) =>
    {
        static bool Refused(int status) => status is >= 400 and < 500;
        foreach (var resource in stage.Model.Resources)
        {
            await attack.Try(HttpMethod.Get, $"/api/v1/{resource.Module}/{resource.Plural}", expected: Refused, token: stage.PlatformToken);
            await attack.Try(HttpMethod.Get, $"/api/v1/{resource.Module}/{resource.Plural}/{stage.Victim.Row(resource.FullName) ?? Guid.NewGuid()}", expected: Refused, token: stage.PlatformToken);
        }

        foreach (var operation in stage.Model.Operations)
        {
            var path = operation.Route.Replace("{id}", (stage.Victim.Row(operation.Resource.FullName) ?? Guid.NewGuid()).ToString(), StringComparison.Ordinal);
            await attack.Try(new HttpMethod(operation.Method), path, stage.Inputs(operation).First(), Refused, stage.PlatformToken);
        }

        foreach (var report in stage.Model.Reports)
            await attack.Try(HttpMethod.Get, report.Route, expected: Refused, token: stage.PlatformToken);
        await attack.Try(HttpMethod.Post, "/mcp", Stage.ToolCall("nexus_modules", []), Refused, stage.PlatformToken);
    });

    [TestMethod]
    public Task Nobody_gets_in_without_a_credential_that_counts() => Run(async (stage, attack) =>
    {
        foreach (var resource in stage.Model.Resources)
            await attack.Try(HttpMethod.Get, $"/api/v1/{resource.Module}/{resource.Plural}", expected: s => s == 401, token: "nx_" + new string('A', 43));
        foreach (var operation in stage.Model.Operations)
            await attack.Try(new HttpMethod(operation.Method), operation.Route.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal), "{}", s => s == 401, "not.a.token");
    });

    /// <summary>The net under the others: whatever is mapped, derived or written by hand, is called with another tenant's ids in every place.</summary>
    [TestMethod]
    public Task Whatever_is_mapped_gives_nothing_away() => Run(async (stage, attack) =>
    {
        foreach (var (method, pattern) in stage.Mapped())
        foreach (var path in stage.Fill(pattern))
        {
            await attack.Try(method, path, method == HttpMethod.Get ? null : "{}", headers: [("X-Tenant", stage.Victim.Tenant.Tenant.Id.ToString()), ("Idempotency-Key", Guid.NewGuid().ToString())]);
        }
    });

    private static async Task Run(Func<Stage, Attack, Task> tries)
    {
        var stage = await Shared.Value;
        var before = await Everything.Print(stage.Victim.Tenant);
        var attack = new Attack(stage.Attacker, stage.Victim);
        await tries(stage, attack);
        Assert.IsEmpty(Everything.Changed(before, await Everything.Print(stage.Victim.Tenant)).ToList(), "The other tenant was changed.");
        Assert.IsEmpty(attack.Failures.ToList(), string.Join('\n', attack.Failures.Take(30)));
        Assert.IsTrue(attack.Tried > 0 || !stage.Model.Reports.Any(), "Nothing was tried.");
    }
}
