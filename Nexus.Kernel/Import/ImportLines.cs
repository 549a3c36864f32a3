using System.Buffers;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Import;

/// <summary>A line as the statements that save it, or what is bad in it.</summary>
internal sealed record PreparedLine(IReadOnlyList<NpgsqlBatchCommand> Commands, int Events, bool Created, IReadOnlyList<BadLine>? Bad);

/// <summary>Makes of the lines of a file calls of operations, and of these the statements that save them.</summary>
internal sealed class ImportLines
{
    private readonly NexusModel _model;
    private readonly OperationPipeline _pipeline;
    private readonly ImportRequest _request;
    private readonly IReadOnlyList<ImportColumn> _columns;
    private readonly CellText _cells;
    private readonly Shape _shape;
    private readonly OperationType _create;
    private readonly OperationType? _update;
    private readonly Dictionary<ImportColumn, RowLookup> _references;
    private readonly ImportColumn? _match;

    public ImportLines(NexusModel model, OperationPipeline pipeline, ImportRequest request, IReadOnlyList<ImportColumn> columns, CellText cells)
    {
        (_model, _pipeline, _request, _columns, _cells) = (model, pipeline, request, columns, cells);
        _shape = request.Tenant.ShapeOf(request.Resource);
        _create = Operation("create");
        _update = request.Match is null ? null : Operation("update");
        _match = columns.FirstOrDefault(c => c.Field == request.Match);
        _references = columns.Where(c => c.Field.References is not null).ToDictionary(c => c, c => new RowLookup(model, model.FindResource(c.Field.References!)!, request.Caller));
    }

    public async Task<List<PreparedLine>> Prepare(TenantDb db, IReadOnlyList<CsvRow> rows, int width, CancellationToken ct)
    {
        foreach (var (column, lookup) in _references)
            await lookup.Prepare(db, rows.Select(r => Cell(r, column.Index)), ct);
        var known = await Known(db, rows, ct);
        var prepared = new List<PreparedLine>(rows.Count);
        foreach (var row in rows)
            prepared.Add(await Prepare(db, row, width, known, ct));
        return prepared;
    }

    public IReadOnlyList<BadLine> Bad(CsvRow row, Fault fault) => fault.Fields.Count == 0
        ? [new BadLine(row.Line, null, fault.Code, fault.Message)]
        : [.. fault.Fields.Select(f => new BadLine(row.Line, _columns.FirstOrDefault(c => c.Field.Name == f.Field)?.Name ?? f.Field, f.Code, f.Message))];

    private OperationType Operation(string verb)
    {
        var operation = _model.FindOperation($"{_request.Resource.FullName}.{verb}");
        return operation is { Derived: not Derived.None } ? operation : throw new Fault(404, "not_importable", $"Rows of {_request.Resource.FullName} can't be imported: it has no derived {verb}.");
    }

    private async Task<PreparedLine> Prepare(TenantDb db, CsvRow row, int width, Dictionary<string, Resource?> known, CancellationToken ct)
    {
        try
        {
            if (row.Cells.Skip(width).Any(c => c.Length > 0))
                throw new Fault(422, "too_many_cells", $"The line has more cells than the first line names columns ({width}).");
            var key = _match is null ? "" : Key(Cell(row, _match.Index));
            var found = key.Length == 0 ? null : known.TryGetValue(key, out var one) ? one ?? throw Ambiguous() : null;
            using var input = Input(row, creating: found is null);
            db.Forget();
            if (found is not null)
                db.Track(found);
            var call = new OperationCall { Operation = found is null ? _create : _update!, Tenant = _request.Tenant, Caller = _request.Caller, Input = input.RootElement, Target = found?.Id };
            var (decision, changes) = await _pipeline.Prepare(db, call, ct);
            if (found is null && key.Length > 0)
                known[key] = decision.Answer;
            return new PreparedLine(changes.Commands, changes.Events.Count, found is null, null);
        }
        catch (Fault fault)
        {
            return new PreparedLine([], 0, false, Bad(row, fault));
        }
        finally
        {
            db.Forget();
        }

        Fault Ambiguous() => Fault.Invalid([new FieldFault(_match!.Field.Name, "ambiguous_match", $"Several rows have this {_match.Field.Label.ToLowerInvariant()}.")]);
    }

    /// <summary>The line as JSON.</summary>
    /// <exception cref="Fault">Every fault of the line, when a reference leads nowhere.</exception>
    private JsonDocument Input(CsvRow row, bool creating)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        List<FieldFault>? faults = null;
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            foreach (var column in _columns)
            {
                var cell = Cell(row, column.Index);
                // An empty cell says nothing; and the row that was found keeps its id and what can't change.
                if (string.IsNullOrWhiteSpace(cell) || !creating && (column.Field.Immutable || column.Field.ReadOnly || column == _match))
                    continue;
                if (_references.TryGetValue(column, out var lookup))
                {
                    var (id, code, message) = lookup.Find(cell);
                    if (id is null)
                        (faults ??= []).Add(new FieldFault(column.Field.Name, code!, message!));
                    else
                        json.WriteString(column.Field.Name, id.Value);
                    continue;
                }

                json.WritePropertyName(column.Field.Name);
                _cells.Write(json, column.Field, WellFormed(cell), column.Currency < 0 ? null : WellFormed(Cell(row, column.Currency)));
            }

            json.WriteEndObject();
        }

        var input = JsonDocument.Parse(buffer.WrittenMemory);
        if (faults is null)
            return input;
        using (input)
            throw Fault.Invalid([.. faults, .. OtherFaults(input.RootElement, creating).Where(f => faults.All(r => r.Field != f.Field))]);
    }

    private IReadOnlyList<FieldFault> OtherFaults(JsonElement input, bool creating)
    {
        try
        {
            InputReader.ReadRow(_shape, input, creating);
            return [];
        }
        catch (Fault fault)
        {
            return fault.Fields;
        }
    }

    /// <summary>Rows that are there by the values of the match column; null where there are several. Locked, so that they stay as they are read.</summary>
    private async Task<Dictionary<string, Resource?>> Known(TenantDb db, IReadOnlyList<CsvRow> rows, CancellationToken ct)
    {
        var known = new Dictionary<string, Resource?>();
        if (_match is null)
            return known;
        var keys = rows.Select(r => Key(Cell(r, _match.Index))).Where(k => k.Length > 0).Distinct().ToArray();
        var column = Sql.Raw(_match.Field.IsCustom ? $"lower(t.custom ->> '{_match.Field.Name}')" : _match.Field.Kind is FieldKind.Text ? $"lower(t.{Sql.Quote(_match.Field.Name)})" : $"t.{Sql.Quote(_match.Field.Name)}::text");
        var rule = RowRules.Condition(_model, _request.Resource, "t", _request.Caller.Rights.RowsFor(_update!.Name) ?? Rows.Own, _request.Caller, _request.Tenant) ?? Sql.Raw("true");
        foreach (var row in await db.QueryRows(_request.Resource, $"where t.archived_at is null and {rule} and {column} = any({keys}) order by t.id for update", ct))
        {
            var key = Key(_match.Field.Get(row)?.ToString() ?? "");
            known[key] = known.ContainsKey(key) ? null : row;
        }

        db.Forget();
        return known;
    }

    private static string Key(string cell) => cell.Trim().ToLowerInvariant();

    private static string Cell(CsvRow row, int index) => index < row.Cells.Length ? row.Cells[index] : "";

    /// <summary>Half of a surrogate pair can't be written; as the NUL character it is refused with its column.</summary>
    private static string WellFormed(string cell)
    {
        for (var i = 0; i < cell.Length; i++)
        {
            if (char.IsHighSurrogate(cell[i]) && i + 1 < cell.Length && char.IsLowSurrogate(cell[i + 1]))
                i++;
            else if (char.IsSurrogate(cell[i]))
                return cell.Replace(cell[i], '\0');
        }

        return cell;
    }
}
