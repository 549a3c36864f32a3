using Nexus.Kernel.Run;
using Nexus.Kernel.Verify;

namespace Nexus.Kernel.Declare;

/// <summary>All that is declared, read once and verified when the host starts. Everything derived is derived from here.</summary>
public sealed class NexusModel
{
    private readonly Dictionary<string, ResourceType> _resources = [];
    private readonly Dictionary<Type, ResourceType> _byClr = [];
    private readonly Dictionary<string, OperationType> _operations = [];
    private readonly Dictionary<Type, OperationType> _byInput = [];
    private readonly Dictionary<string, ReportType> _reports = [];
    private readonly Dictionary<string, ResourceType> _byRoute = [];
    private readonly Dictionary<Type, EventType> _events = [];

    private NexusModel(IReadOnlyList<ModuleType> modules) => Modules = modules;

    /// <summary>In the order in which they were listed, each after those that it needs.</summary>
    public IReadOnlyList<ModuleType> Modules { get; }

    public IEnumerable<ResourceType> Resources => Modules.SelectMany(m => m.Resources);

    public IEnumerable<OperationType> Operations => Modules.SelectMany(m => m.Operations);

    public IEnumerable<DocumentType> Documents => Modules.SelectMany(m => m.Documents);

    /// <summary>The files that are made of rows of a resource.</summary>
    public IEnumerable<DocumentType> DocumentsOf(ResourceType resource) => Documents.Where(d => d.Resource == resource.FullName);

    public IEnumerable<ReportType> Reports => Modules.SelectMany(m => m.Reports);

    /// <summary>Every permission there is, in order.</summary>
    public IReadOnlyList<string> Permissions => field ??= [.. Operations.Select(o => o.Name).Concat(Resources.Select(r => r.ReadPermission)).Concat(Reports.Select(r => r.Name))
        .Concat(Modules.SelectMany(m => m.Permissions)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What every user who signs in may do without a role.</summary>
    public IReadOnlyList<Grant> Everyone => field ??= [.. Modules.SelectMany(m => m.Everyone)];

    /// <summary>True for a permission that there is, and for a pattern that covers one: <c>*</c>, <c>crm.*</c>, <c>*.read</c>.</summary>
    public bool IsPermissionOrPattern(string pattern) =>
        pattern == "*" || (pattern.Count(c => c == '*') switch
        {
            0 => true,
            1 => pattern.StartsWith("*.", StringComparison.Ordinal) || pattern.EndsWith(".*", StringComparison.Ordinal),
            _ => false,
        } && Permissions.Any(new Grant(pattern).Covers));

    /// <summary>The reactions to each event, by the event's name.</summary>
    public ILookup<string, ReactionType> Reactions { get; private set; } = Array.Empty<ReactionType>().ToLookup(r => r.Event);

    /// <summary>Reads the modules and verifies them.</summary>
    /// <exception cref="ModelException">A declaration breaks a rule; says which, why and what to do.</exception>
    public static NexusModel Of(Action<ModelBuilder> list)
    {
        var builder = new ModelBuilder();
        list(builder);
        var model = new NexusModel([.. builder.Modules.Select(m => m.Module)]);
        model.Read(builder.Modules);
        foreach (var verifier in Verifiers.All)
            verifier.Verify(model);
        return model;
    }

    public ModuleType? FindModule(string name) => Modules.FirstOrDefault(m => m.Name == name);

    public ResourceType? FindResource(string fullName) => _resources.GetValueOrDefault(fullName);

    /// <summary>By the parts of its route: <c>crm</c>, <c>deals</c>.</summary>
    public ResourceType? FindRoute(string module, string plural) => _byRoute.GetValueOrDefault($"{module}/{plural}");

    public OperationType? FindOperation(string name) => _operations.GetValueOrDefault(name);

    public ReportType? FindReport(string name) => _reports.GetValueOrDefault(name);

    public ResourceType ResourceOf(Type clr) => _byClr.GetValueOrDefault(clr)
        ?? throw new ModelException($"{clr.Name} isn't declared by any module.", "Add .Resource<…>() to the module's list.");

    public OperationType OperationOf(Type input) => _byInput.GetValueOrDefault(input)
        ?? throw new ModelException($"The operation {input.Name} isn't declared by any module.", "Add .Operation<…>() to the module's list.");

    public EventType EventOf(Type data) => _events.GetValueOrDefault(data) ?? EventReader.Read(data);

    private void Read(IReadOnlyList<ModuleBuilder> builders)
    {
        foreach (var resource in Resources)
        {
            Once(_resources.TryAdd(resource.FullName, resource), $"The resource {resource.FullName} is declared twice.");
            Once(_byRoute.TryAdd($"{resource.Module}/{resource.Plural}", resource), $"Two resources answer at /{resource.Module}/{resource.Plural}.");
            _byClr[resource.Clr] = resource;
        }

        foreach (var builder in builders)
        {
            var declared = builder.Pending.Select(read => read(this)).ToArray();
            var names = declared.Select(o => o.Name).ToHashSet();
            // A module's own operation of a derived one's name takes its place.
            var derived = builder.Module.Resources.SelectMany(DerivedOperations.Of).Where(o => !names.Contains(o.Name));
            builder.Module.Operations.AddRange(derived.Concat(declared).OrderBy(o => o.Name, StringComparer.Ordinal));
            foreach (var happened in declared.Where(o => o.Effect is Effect.Write).Select(o => o.Event).Where(e => e.Data is not null))
            {
                _events[happened.Data!] = happened;
                if (builder.Module.Events.All(e => e.Name != happened.Name))
                    builder.Module.Events.Add(happened);
            }
        }

        foreach (var operation in Operations)
        {
            Once(_operations.TryAdd(operation.Name, operation), $"The operation {operation.Name} is declared twice.");
            if (operation.Input is not null)
                _byInput[operation.Input] = operation;
        }

        foreach (var report in Reports)
            Once(_reports.TryAdd(report.Name, report), $"The report {report.Name} is declared twice.");

        Reactions = Modules.SelectMany(m => m.Reactions).ToLookup(r => r.Event);
    }

    private static void Once(bool isNew, string cause)
    {
        if (!isNew)
            throw new ModelException(cause, "Most likely a module lists it twice, or two modules chose the same name: rename one.");
    }
}

/// <summary>The list of modules that an installation has.</summary>
public sealed class ModelBuilder
{
    internal List<ModuleBuilder> Modules { get; } = [];

    public ModelBuilder Module<T>() where T : IModule
    {
        var module = new ModuleBuilder(typeof(T));
        T.Declare(module);
        Modules.Add(module);
        return this;
    }
}
