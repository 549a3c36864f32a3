using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Events;

/// <summary>What a reaction works with: the event, the tenant's data, and a way to run operations, all in the reaction's one transaction.</summary>
public sealed class ReactionContext
{
    private readonly OperationPipeline _pipeline;
    private readonly NexusModel _model;
    private readonly Caller _caller;

    internal ReactionContext(OperationPipeline pipeline, NexusModel model, TenantDb db, EventEnvelope happened, Caller caller)
    {
        _pipeline = pipeline;
        _model = model;
        _caller = caller;
        Db = db;
        Event = happened;
    }

    public EventEnvelope Event { get; }

    public TenantDb Db { get; }

    /// <summary>Events of the operations run so far; they are published by the commit.</summary>
    internal int EventsPublished { get; private set; }

    /// <summary>Runs an operation by its public record; its effects commit with the reaction or not at all.</summary>
    public Task<OperationAnswer> Run<TOperation>(TOperation operation, CancellationToken ct) where TOperation : class =>
        Run(new OperationCall { Operation = _model.OperationOf(typeof(TOperation)), Tenant = Db.Tenant, Caller = _caller, Record = operation }, ct);

    /// <summary>Runs a derived operation by name, <c>crm.activity.create</c>, with its input as JSON.</summary>
    public Task<OperationAnswer> Run(string operation, JsonElement input, Guid? target, CancellationToken ct) =>
        Run(new OperationCall
        {
            Operation = _model.FindOperation(operation) ?? throw new ModelException($"There is no operation {operation}.", "Name one that a listed module declares."),
            Tenant = Db.Tenant,
            Caller = _caller,
            Input = input,
            Target = target,
        }, ct);

    private async Task<OperationAnswer> Run(OperationCall call, CancellationToken ct)
    {
        var answer = await _pipeline.RunWithin(Db, call, ct);
        EventsPublished += answer.Events.Count;
        return answer;
    }

    internal TEvent Read<TEvent>(EventEnvelope envelope) where TEvent : class
    {
        var type = typeof(TEvent);
        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Created<>) || type.GetGenericTypeDefinition() == typeof(Updated<>)))
        {
            var row = RowReader.Read(_model.ResourceOf(type.GetGenericArguments()[0]), envelope.Data.GetProperty("row"));
            return (TEvent)Activator.CreateInstance(type, row)!;
        }

        return envelope.Data.Deserialize<TEvent>(NexusJson.Options)!;
    }
}
