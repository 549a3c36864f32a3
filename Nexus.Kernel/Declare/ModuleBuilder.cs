using System.Reflection;
using Nexus.Kernel.Events;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Declare;

/// <summary>Takes a module's declarations in.</summary>
public sealed class ModuleBuilder
{
    internal ModuleBuilder(Type clr)
    {
        var attribute = clr.GetCustomAttribute<ModuleAttribute>()
            ?? throw new ModelException($"{clr.Name} has no [Module] attribute.", "Put [Module(\"name\", \"Title\")] on it.");
        Module = new ModuleType { Clr = clr, Name = attribute.Name, Title = attribute.Title, Needs = attribute.Needs, Industries = attribute.Industries, Description = Descriptions.Of(clr) };
    }

    internal ModuleType Module { get; }

    /// <summary>Operations are bound to their resources after all modules are read, so that the order of a list means nothing.</summary>
    internal List<Func<NexusModel, OperationType>> Pending { get; } = [];

    public ModuleBuilder Resource<T>() where T : Resource, new()
    {
        var resource = new ResourceType(typeof(T));
        Module.Resources.Add(resource);
        if (resource.Told is Told.ByOthers)
            return this;
        Module.Events.Add(new EventType(resource.FullName + ".created", resource.FullName, null));
        Module.Events.Add(new EventType(resource.FullName + ".updated", resource.FullName, null));
        Module.Events.Add(new EventType(resource.FullName + ".archived", resource.FullName, null));
        Module.Events.Add(new EventType(resource.FullName + ".restored", resource.FullName, null));
        return this;
    }

    public ModuleBuilder Operation<T>() where T : class
    {
        Pending.Add(model => OperationReader.Read(typeof(T), model));
        return this;
    }

    public ModuleBuilder Reaction<T>() where T : class
    {
        Module.Reactions.Add(ReactionReader.Read(typeof(T), Module.Name));
        return this;
    }

    public ModuleBuilder Report<T>() where T : class
    {
        Module.Reports.Add(ReportReader.Read(typeof(T)));
        return this;
    }

    /// <summary>A file that is made of a row.</summary>
    public ModuleBuilder Document<T>() where T : class
    {
        Module.Documents.Add(DocumentType.Read(typeof(T)));
        return this;
    }

    /// <summary>Reference data for new tenants.</summary>
    public ModuleBuilder Preset<T>() where T : IPreset
    {
        Module.Presets.Add(T.Rows);
        return this;
    }

    /// <summary>A change that takes something away from tenants' tables, or turns it into something else: what is only added needs none.</summary>
    /// <param name="number">The next one of the module, from 1.</param>
    /// <param name="statements">SQL; <c>{schema}</c> stands for the tenant's schema. Runs once in each tenant, before what is missing is added.</param>
    public ModuleBuilder Patch(int number, string why, string statements)
    {
        if (number != Module.Patches.Count + 1)
            throw new ModelException($"Patch {number} of {Module.Name} isn't the next one.", $"Give it the number {Module.Patches.Count + 1}; numbers that were given stay.");
        Module.Patches.Add(new Tenancy.Patches.SchemaPatch(number, Module.Name, why, statements));
        return this;
    }

    /// <summary>A permission that is no operation's, read's or report's name: something of the kernel asks for it.</summary>
    public ModuleBuilder Permission(string name)
    {
        Module.Permissions.Add(name);
        return this;
    }

    /// <summary>What every user who signs in may do without a role. Keep it to what is their own: API keys are given nothing by it.</summary>
    public ModuleBuilder Everyone(params Grant[] grants)
    {
        Module.Everyone.AddRange(grants);
        return this;
    }

    /// <summary>A role that every new tenant gets.</summary>
    public ModuleBuilder Role(string name, string description, params Grant[] grants)
    {
        Module.Roles.Add(new RolePreset(name, description, grants));
        return this;
    }
}

/// <summary>Reads an operation off its record.</summary>
internal static class OperationReader
{
    public static OperationType Read(Type clr, NexusModel model)
    {
        var attribute = clr.GetCustomAttribute<OperationAttribute>()
            ?? throw new ModelException($"{clr.Name} has no [Operation] attribute.", "Put [Operation(\"module.resource.verb\", Effect.Write)] on it.");
        var parts = attribute.Name.Split('.');
        if (parts.Length != 3 || !parts.All(Names.IsPlain))
            throw new ModelException($"The operation name '{attribute.Name}' isn't module.resource.verb.", "Name it so, in lower case.");

        var resource = model.FindResource($"{parts[0]}.{parts[1]}")
            ?? throw new ModelException($"The operation {attribute.Name} is about a resource that no module declares.", $"Declare {parts[0]}.{parts[1]}, or correct the name.");
        var door = clr.GetInterfaces().FirstOrDefault(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IOperation<,,>) || i.GetGenericTypeDefinition() == typeof(IWideOperation<,>)))
            ?? throw new ModelException($"{clr.Name} is no operation.", "Let it implement IOperation<,,> or IWideOperation<,>.");
        var arguments = door.GetGenericArguments();
        var body = door.GetGenericTypeDefinition() == typeof(IOperation<,,>) ? typeof(DeclaredOperation<,,>) : typeof(WideOperation<,>);
        var fields = FieldReader.Read(clr);
        var target = fields.FirstOrDefault(f => f.Name == resource.Name + "_id" && f.Kind is FieldKind.Id && !f.Nullable);
        return new OperationType
        {
            Name = attribute.Name,
            Resource = resource,
            Effect = attribute.Effect,
            LargeEffect = attribute.LargeEffect,
            Description = Descriptions.Of(clr),
            Input = clr,
            Fields = [.. fields.Where(f => f != target)],
            Target = target,
            HasTarget = target is not null,
            // What a read answers is no event: nobody can react to it.
            Event = attribute.Effect is Effect.Read ? new EventType(attribute.Name, resource.FullName, arguments[^1]) : EventReader.Read(arguments[^1]),
            Body = (OperationBody)Activator.CreateInstance(body.MakeGenericType(arguments))!,
        };
    }
}

/// <summary>Reads an event's name off its record.</summary>
internal static class EventReader
{
    public static EventType Read(Type clr)
    {
        if (clr.IsGenericType && clr.GetGenericTypeDefinition() is var open && (open == typeof(Created<>) || open == typeof(Updated<>)))
        {
            var name = clr.GetGenericArguments()[0].GetCustomAttribute<ResourceAttribute>()!.Name;
            return new EventType(name + (open == typeof(Created<>) ? ".created" : ".updated"), name, null);
        }

        var attribute = clr.GetCustomAttribute<EventAttribute>()
            ?? throw new ModelException($"The event {clr.Name} has no [Event] attribute.", "Put [Event(\"module.resource.happened\")] on it.");
        return new EventType(attribute.Name, attribute.Name[..attribute.Name.LastIndexOf('.')], clr);
    }
}

/// <summary>Reads a reaction off its class.</summary>
internal static class ReactionReader
{
    public static ReactionType Read(Type clr, string module)
    {
        var door = clr.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReaction<,>))
            ?? throw new ModelException($"{clr.Name} is no reaction.", "Let it implement IReaction<,>.");
        var happened = door.GetGenericArguments()[1];
        var react = (Func<EventEnvelope, ReactionContext, CancellationToken, Task>)typeof(ReactionReader)
            .GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(clr, happened).Invoke(null, null)!;
        return new ReactionType
        {
            Name = $"{module}.{Names.Snake(clr.Name)}",
            Module = module,
            Description = Descriptions.Of(clr),
            Event = EventReader.Read(happened).Name,
            React = react,
        };
    }

    private static Func<EventEnvelope, ReactionContext, CancellationToken, Task> Bind<TSelf, TEvent>()
        where TSelf : IReaction<TSelf, TEvent> where TEvent : class =>
        (envelope, context, ct) => TSelf.React(context.Read<TEvent>(envelope), context, ct);
}

/// <summary>Reads a report off its record.</summary>
internal static class ReportReader
{
    public static ReportType Read(Type clr)
    {
        var attribute = clr.GetCustomAttribute<ReportAttribute>()
            ?? throw new ModelException($"{clr.Name} has no [Report] attribute.", "Put [Report(\"module.name\")] on it.");
        var door = clr.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReport<,>))
            ?? throw new ModelException($"{clr.Name} is no report.", "Let it implement IReport<,>.");
        var query = (Func<object, Tenancy.ReportDb, Call, Tenancy.Sql>)typeof(ReportReader)
            .GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(clr, door.GetGenericArguments()[1]).Invoke(null, null)!;
        return new ReportType
        {
            Name = attribute.Name,
            Module = attribute.Name.Split('.')[0],
            Description = Descriptions.Of(clr),
            Parameters = FieldReader.Read(clr),
            Columns = FieldReader.Read(door.GetGenericArguments()[1]),
            Input = clr,
            Axis = attribute.Axis,
            Measure = attribute.Measure,
            Home = attribute.Home,
            PeriodMonths = attribute.PeriodMonths,
            Query = query,
        };
    }

    private static Func<object, Tenancy.ReportDb, Call, Tenancy.Sql> Bind<TSelf, TRow>() where TSelf : IReport<TSelf, TRow> =>
        (input, db, call) => TSelf.Query((TSelf)input, db, call);
}
