using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>Rows to and from their columns.</summary>
internal static class RowSql
{
    private static readonly ConcurrentDictionary<(ResourceType, string), string> ColumnLists = new();

    /// <summary>The columns of a resource in the order in which <see cref="Read"/> takes them.</summary>
    public static string Columns(ResourceType resource, string alias) => ColumnLists.GetOrAdd((resource, alias), static key =>
        string.Join(", ", key.Item1.Fields.SelectMany(f => f.Columns).Append("custom").Select(c => $"{key.Item2}.{Sql.Quote(c)}")));

    public static Resource Read(NpgsqlDataReader reader, ResourceType resource)
    {
        var row = resource.New();
        var ordinal = 0;
        foreach (var field in resource.Fields)
        {
            field.Property!.SetValue(row, Value(reader, field, ordinal));
            ordinal += field.Columns.Count;
        }

        if (!reader.IsDBNull(ordinal))
            row.Custom = JsonNode.Parse(reader.GetString(ordinal))!.AsObject();
        return row;
    }

    /// <summary>Names only the columns that hold something: the statement is parsed anew each time, so that a short one is a fast one.</summary>
    public static NpgsqlBatchCommand Insert(Resource row, ResourceType resource, Tenant tenant)
    {
        var command = new NpgsqlBatchCommand();
        var columns = new StringBuilder("insert into ").Append(TenantDb.TargetOf(resource, tenant)).Append(" (");
        foreach (var field in resource.Fields)
        {
            if (field.Get(row) is not { } value)
                continue;
            foreach (var column in field.Columns)
                columns.Append(Sql.Quote(column)).Append(", ");
            AddParameters(command.Parameters, field, value);
        }

        if (resource.Storage is Storage.Shared)
        {
            columns.Append("tenant_id, ");
            command.Parameters.Add(new NpgsqlParameter { Value = tenant.Id });
        }

        columns.Append("custom) values (");
        command.Parameters.Add(new NpgsqlParameter { Value = row.Custom.Count == 0 ? "{}" : row.Custom.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        for (var i = 1; i <= command.Parameters.Count; i++)
            columns.Append(i == 1 ? "$" : ", $").Append(i);
        command.CommandText = columns.Append(')').ToString();
        return command;
    }

    /// <summary>Rows of one resource by one statement; those that hold lists, which no column of arrays can hold, by one each.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Insert(IReadOnlyList<Resource> rows, ResourceType resource, Tenant tenant)
    {
        if (rows.Count == 1 || resource.Storage is Storage.Shared || resource.Fields.Any(f => f.Kind is FieldKind.TextList))
            return rows.Select(r => Insert(r, resource, tenant));

        var command = new NpgsqlBatchCommand();
        var columns = new List<string>();
        foreach (var field in resource.Fields)
        {
            var values = rows.Select(field.Get).ToArray();
            if (Array.TrueForAll(values, v => v is null))
                continue;
            columns.AddRange(field.Columns.Select(Sql.Quote));
            if (field.Kind is FieldKind.Money)
            {
                command.Parameters.Add(ColumnArray.Of(NpgsqlDbType.Numeric, [.. values.Select(v => (object?)((Money?)v)?.Amount)]));
                command.Parameters.Add(ColumnArray.Of(NpgsqlDbType.Text, [.. values.Select(v => ((Money?)v)?.Currency)]));
            }
            else
            {
                command.Parameters.Add(ColumnArray.Of(field.DbType, [.. values.Select(v => ToColumn(field, v))]));
            }
        }

        columns.Add("custom");
        command.Parameters.Add(ColumnArray.Of(NpgsqlDbType.Jsonb, [.. rows.Select(r => r.Custom.Count == 0 ? "{}" : r.Custom.ToJsonString())]));
        command.CommandText = $"insert into {TenantDb.TargetOf(resource, tenant)} ({string.Join(", ", columns)}) select * from unnest({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})";
        return [command];
    }

    /// <summary>Sets the changed fields; the transaction fails, to start anew, when the version isn't the one that was read.</summary>
    public static NpgsqlBatchCommand Update(Resource row, long versionRead, IReadOnlyList<Field> changed, ResourceType resource, Tenant tenant)
    {
        var command = new NpgsqlBatchCommand();
        var set = new List<string>();
        foreach (var field in changed.Where(f => !f.IsCustom).Concat(resource.Fields.Where(f => f.Name is "version" or "updated_at" or "updated_by")))
        {
            var next = command.Parameters.Count;
            set.AddRange(field.Columns.Select(column => $"{Sql.Quote(column)} = ${++next}"));
            AddParameters(command.Parameters, field, field.Get(row));
        }

        if (changed.Any(f => f.IsCustom))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = row.Custom.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
            set.Add($"custom = ${command.Parameters.Count}");
        }

        command.Parameters.Add(new NpgsqlParameter { Value = row.Id });
        command.Parameters.Add(new NpgsqlParameter { Value = versionRead });
        var where = $"where id = ${command.Parameters.Count - 1} and version = ${command.Parameters.Count}";
        if (resource.Storage is Storage.Shared)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = tenant.Id });
            where += $" and tenant_id = ${command.Parameters.Count}";
        }

        command.CommandText = $"with changed as (update {TenantDb.TargetOf(resource, tenant)} set {string.Join(", ", set)} {where} returning 1) select nexus.changed_one(count(*)) from changed";
        return command;
    }

    private static void AddParameters(NpgsqlParameterCollection parameters, Field field, object? value)
    {
        if (field.Kind is FieldKind.Money)
        {
            var money = (Money?)value;
            parameters.Add(new NpgsqlParameter { Value = (object?)money?.Amount ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric });
            parameters.Add(new NpgsqlParameter { Value = (object?)money?.Currency ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            return;
        }

        parameters.Add(new NpgsqlParameter { Value = ToColumn(field, value) ?? DBNull.Value, NpgsqlDbType = field.DbType });
    }

    private static object? ToColumn(Field field, object? value) => (field.Kind, value) switch
    {
        (_, null) => null,
        (FieldKind.Choice, Enum choice) => Names.Snake(choice.ToString()),
        (FieldKind.Integer, int or short) => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        (FieldKind.Decimal, double number) => (decimal)number,
        (FieldKind.Instant, DateTimeOffset instant) => instant.ToUniversalTime(),
        (FieldKind.TextList, IEnumerable<string> list) => list.ToArray(),
        (FieldKind.Json, JsonNode node) => node.ToJsonString(),
        (FieldKind.Json, _) => JsonSerializer.Serialize(value, value.GetType(), NexusJson.Options),
        _ => value,
    };

    internal static object? Value(NpgsqlDataReader reader, Field field, int ordinal)
    {
        if (reader.IsDBNull(ordinal))
            return null;

        return field.Kind switch
        {
            FieldKind.Text => reader.GetString(ordinal),
            FieldKind.Choice => FieldValue.Fit(field, reader.GetString(ordinal)),
            FieldKind.Boolean => reader.GetBoolean(ordinal),
            FieldKind.Integer => FieldValue.Fit(field, (decimal)reader.GetInt64(ordinal)),
            FieldKind.Decimal => FieldValue.Fit(field, reader.GetDecimal(ordinal)),
            FieldKind.Money => new Money(reader.GetDecimal(ordinal), reader.GetString(ordinal + 1)),
            FieldKind.Date => reader.GetFieldValue<DateOnly>(ordinal),
            FieldKind.Instant => reader.GetFieldValue<DateTimeOffset>(ordinal),
            FieldKind.Id => reader.GetGuid(ordinal),
            FieldKind.TextList => FieldValue.Fit(field, reader.GetFieldValue<string[]>(ordinal)),
            _ => JsonSerializer.Deserialize(reader.GetString(ordinal), field.Property!.PropertyType, NexusJson.Options),
        };
    }
}
