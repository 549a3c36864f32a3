using System.Buffers;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Run;

/// <summary>The one way to a report's rows, for REST, console and tools: permission, parameters, and a query that sees what the caller may see.</summary>
public sealed class ReportRunner(NexusModel model, NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>Rows of a report at most.</summary>
    public const int RowsMax = 10_000;

    /// <summary>Seconds that a report may take.</summary>
    public const int SecondsMax = 30;

    /// <param name="parameters">By name, as a JSON object; what isn't sent has its default.</param>
    /// <param name="rows">Rows wanted at most.</param>
    /// <exception cref="Fault">The report can't be had.</exception>
    public async Task<ReportAnswer> Run(ReportType report, Tenant tenant, Caller caller, JsonElement parameters, int rows, CancellationToken ct)
    {
        if (!tenant.Has(report.Module))
            throw new Fault(404, "module_not_active", $"The module {report.Module} isn't active in this tenant.");
        if (caller.Rights.RowsFor(report.Permission) is null)
            throw Fault.Denied(report.Permission);

        var input = InputReader.ReadRecord(report.Input, report.Parameters, parameters);
        var query = report.Query(input, new ReportDb(model, tenant, caller), new Call(caller, tenant, Instants.Now(clock)));
        rows = Math.Clamp(rows, 1, RowsMax);
        await using var command = source.CreateCommand();
        command.CommandTimeout = SecondsMax;
        command.CommandText = ((Sql)$"select * from ({query}) report limit {rows + 1}").Render(command.Parameters);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await Read(reader, report, rows, ct);
        }
        catch (PostgresException e) when (DatabaseFault.Of(e) is { } fault)
        {
            throw fault;
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            throw new Fault(408, "too_slow", $"The report took longer than {SecondsMax} seconds. Narrow it by its parameters.");
        }
    }

    private static async Task<ReportAnswer> Read(NpgsqlDataReader reader, ReportType report, int rows, CancellationToken ct)
    {
        var ordinals = report.Columns.Select(c => reader.GetOrdinal(c.Name)).ToArray();
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer);
        var (count, more) = (0, false);
        writer.WriteStartArray();
        while (await reader.ReadAsync(ct))
        {
            if (count == rows)
            {
                more = true;
                break;
            }

            count++;
            writer.WriteStartObject();
            for (var i = 0; i < ordinals.Length; i++)
            {
                writer.WritePropertyName(report.Columns[i].Name);
                RowJson.WriteValue(writer, RowSql.Value(reader, report.Columns[i], ordinals[i]));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return new ReportAnswer(buffer.WrittenMemory, count, more);
    }
}

/// <summary>What a report answered.</summary>
/// <param name="Rows">A JSON array of objects, their members in the order of the report's columns. A money column is followed by its currency in the query: <c>value, value_currency</c>.</param>
/// <param name="More">There are more rows than were wanted.</param>
public sealed record ReportAnswer(ReadOnlyMemory<byte> Rows, int Count, bool More);
