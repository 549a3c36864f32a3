using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Benchmarks.Load;

/// <summary>The bare path of a write: Kestrel, and row, event and audit entry inserted by Npgsql in one durable transaction.</summary>
internal static class BareContacts
{
    public const string Path = "/contacts";

    public static async Task<Uri> Start(BenchInstallation installation, ActivationAnswer activated)
    {
        var contact = installation.Services.GetRequiredService<NexusModel>().FindResource("crm.contact")!;
        // What Nexus keeps in event and audit entry is the whole row as JSON; the bare path keeps as much.
        var sample = await Sample(installation.Address, activated.ApiKey);
        return await installation.StartBare((app, database) => app.MapPost(Path, (HttpContext http) => Insert(http, database, contact, sample, activated.Tenant.Schema, activated.Tenant.Id)));
    }

    public static string Body(int connection, long n) => $$"""{"name":"Contact {{connection}} {{n}}","email":"c{{connection}}.{{n}}.{{Random.Shared.Next()}}@example.com"}""";

    private static async Task<JsonObject> Sample(Uri address, string token)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var created = await client.PostAsync("/api/v1/crm/contacts", new StringContent(Body(0, 0), System.Text.Encoding.UTF8, "application/json"));
        return JsonNode.Parse(await created.Content.ReadAsStringAsync())!.AsObject();
    }

    private static async Task Insert(HttpContext http, NpgsqlDataSource database, ResourceType contact, JsonObject sample, string schema, Guid tenant)
    {
        using var json = await JsonDocument.ParseAsync(http.Request.Body);
        var now = DateTimeOffset.UtcNow;
        var id = Guid.CreateVersion7();
        var (name, email) = (json.RootElement.GetProperty("name").GetString()!, json.RootElement.GetProperty("email").GetString()!);
        var row = sample.DeepClone().AsObject();
        (row["id"], row["created_at"], row["updated_at"], row["name"], row["email"]) = (id, now, now, name, email);
        var answer = row.ToJsonString();
        var must = contact.Fields.Where(f => !f.Nullable && f.Name is not ("id" or "version" or "created_at" or "updated_at" or "name")).ToArray();
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command($"insert into \"{schema}\".crm_contact (id, version, created_at, updated_at, name, email{string.Concat(must.Select(f => $", \"{f.Name}\""))}) values ($1, 1, $2, $2, $3, $4{string.Concat(must.Select(Empty))})", id, now, name, email),
                Command("insert into nexus.events (id, tenant_id, name, resource, row_id, actor, at, data) values ($1, $2, 'crm.contact.created', 'crm.contact', $3, 'bare', $4, $5::jsonb)", Guid.CreateVersion7(), tenant, id, now, answer),
                Command("insert into nexus.audit (id, tenant_id, at, actor_kind, actor, operation, resource, row_id, after) values ($1, $2, $3, 'user', 'bare', 'crm.contact.create', 'crm.contact', $4, $5::jsonb)", Guid.CreateVersion7(), tenant, now, id, answer),
            },
        };
        await batch.ExecuteNonQueryAsync();
        http.Response.StatusCode = 201;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer);
    }

    private static string Empty(Field field) => field.Kind switch
    {
        FieldKind.TextList => ", '{}'",
        FieldKind.Boolean => ", false",
        FieldKind.Integer or FieldKind.Decimal => ", 0",
        FieldKind.Choice => $", '{field.Choices[0]}'",
        _ => ", ''",
    };

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
