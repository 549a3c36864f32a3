using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Isolation;

/// <summary>A tenant with a row of every resource, made over the API where it can be and by hand where it can't.</summary>
public sealed class FilledTenant
{
    private readonly Dictionary<string, Guid> _rows = [];

    private FilledTenant(TestTenant tenant, string mark)
    {
        Tenant = tenant;
        Mark = mark;
        Sample = new Sample(mark, resource => Row(resource));
    }

    public TestTenant Tenant { get; }

    /// <summary>Stands in all the tenant's texts and in no other's.</summary>
    public string Mark { get; }

    public Sample Sample { get; }

    /// <summary>Every id that the tenant has, in whatever table.</summary>
    public IReadOnlySet<string> Ids { get; private set; } = new HashSet<string>();

    public Guid? Row(string resource) => _rows.TryGetValue(resource, out var id) ? id : null;

    public static async Task<FilledTenant> Create(TestApi api, string mark)
    {
        var filled = new FilledTenant(await TestTenant.Create(api), mark);
        // Twice, because resources may reference each other in any order.
        for (var round = 0; round < 2; round++)
        {
            foreach (var resource in api.Model.Resources.Where(r => !filled._rows.ContainsKey(r.FullName)))
            {
                if (await filled.CreateRow(resource) is { } id)
                    filled._rows[resource.FullName] = id;
            }
        }

        filled.Ids = await filled.AllIds();
        return filled;
    }

    /// <summary>Forgets what was learnt and learns it again, after a test wrote to the tenant.</summary>
    public async Task Refresh() => Ids = await AllIds();

    private async Task<Guid?> CreateRow(ResourceType resource)
    {
        if (resource.Derived.HasFlag(Derived.Create))
        {
            foreach (var onlyRequired in new[] { false, true })
            {
                var response = await Tenant.Post($"/api/v1/{resource.Module}/{resource.Plural}", Sample.Input(Tenant.Tenant.ShapeOf(resource).Fields, onlyRequired).ToJsonString());
                if ((int)response.StatusCode == 201)
                    return (Guid)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!;
            }
        }

        return await Existing(resource) ?? await Inserted(resource);
    }

    private async Task<Guid?> Existing(ResourceType resource)
    {
        await using var command = Tenant.Api.Database.CreateCommand($"select id from {Table(resource)} order by created_at limit 1");
        return await command.ExecuteScalarAsync() as Guid?;
    }

    /// <summary>For what only operations or the kernel make. A shared table may have columns that no field shows: then there is no row.</summary>
    private async Task<Guid?> Inserted(ResourceType resource)
    {
        var id = Guid.CreateVersion7();
        var columns = new List<string>();
        await using var command = Tenant.Api.Database.CreateCommand();
        foreach (var field in resource.Fields)
        {
            if (SqlValue(field, id) is not { } value)
                continue;
            columns.Add(field.Name);
            command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = field.DbType });
            if (field.Kind is not FieldKind.Money)
                continue;
            columns.Add(field.Name + "_currency");
            command.Parameters.Add(new NpgsqlParameter { Value = "EUR" });
        }

        if (resource.Storage is Storage.Shared)
        {
            columns.Add("tenant_id");
            command.Parameters.Add(new NpgsqlParameter { Value = Tenant.Tenant.Id });
        }

        var table = resource.Storage is Storage.Shared ? resource.Table : $"\"{Tenant.Tenant.Schema}\".\"{resource.Table}\"";
        command.CommandText = $"insert into {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) values ({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})";
        try
        {
            await command.ExecuteNonQueryAsync();
            return id;
        }
        catch (PostgresException) when (resource.Storage is Storage.Shared)
        {
            return null;
        }
    }

    private object? SqlValue(Field field, Guid id) => field.Name switch
    {
        "id" => id,
        "version" => 1L,
        "created_at" or "updated_at" => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        _ when field.System => null,
        _ => field.Kind switch
        {
            FieldKind.Boolean => false,
            FieldKind.Integer => (long)Sample.Value(field)!,
            FieldKind.Decimal => (decimal)Sample.Value(field)!,
            FieldKind.Money => 1m,
            FieldKind.Date => new DateOnly(2030, 1, 15),
            FieldKind.Instant => new DateTimeOffset(2030, 1, 15, 12, 0, 0, TimeSpan.Zero),
            FieldKind.Id => Guid.TryParse((string?)Sample.Value(field), out var reference) ? reference : field.Nullable ? null : Guid.CreateVersion7(),
            FieldKind.TextList => new[] { Mark },
            FieldKind.Json => Sample.Value(field)?.ToJsonString() ?? (field.Nullable ? null : "{}"),
            _ => (string?)Sample.Value(field),
        },
    };

    private string Table(ResourceType resource) => resource.Storage is Storage.Shared
        ? $"(select * from {resource.Table} where tenant_id = '{Tenant.Tenant.Id}') t"
        : $"\"{Tenant.Tenant.Schema}\".\"{resource.Table}\"";

    private async Task<HashSet<string>> AllIds()
    {
        var ids = new HashSet<string> { Tenant.Tenant.Id.ToString() };
        foreach (var table in await Everything.Tables(Tenant))
        {
            if (!table.HasId)
                continue;
            await using var command = Tenant.Api.Database.CreateCommand($"select id::text from {table.Source}");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                ids.Add(reader.GetString(0));
        }

        return ids.Where(i => Guid.TryParse(i, out _)).ToHashSet();
    }
}
