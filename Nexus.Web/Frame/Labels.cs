using Microsoft.Extensions.Localization;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Frame;

/// <summary>
/// What people call the things that modules declare. The declaration gives the English name; a translation is looked up under the thing's
/// full name: <c>crm.deal</c>, <c>crm.deals</c>, <c>crm.deal.value</c>, <c>crm.deal.status.won</c>, <c>crm.deal.win</c>, <c>crm</c>.
/// </summary>
public sealed class Labels(IStringLocalizer<Texts> texts, ModuleWords words)
{
    public string Of(ModuleType module) => Find(module.Name) ?? module.Title;

    /// <summary>One row: <c>Deal</c>.</summary>
    public string One(ResourceType resource) => Find(resource.FullName) ?? Names.Label(resource.Name);

    /// <summary>Many rows: <c>Deals</c>.</summary>
    public string Many(ResourceType resource) => Find($"{resource.Module}.{resource.Plural}") ?? Names.Label(resource.Plural);

    public string Of(ResourceType resource, Field field) => Find($"{resource.FullName}.{field.Name}") ?? Common(field) ?? field.Label;

    /// <summary>A field of an operation's input or of a report.</summary>
    public string Of(string owner, Field field) => Find($"{owner}.{field.Name}") ?? Common(field) ?? field.Label;

    /// <summary>A word of the API (<c>created</c>) as people read it.</summary>
    public string Word(string word) => Find(Names.Label(word)) ?? Names.Label(word);

    /// <summary>What the declaration says about a field, in the page's language where there is a text for it.</summary>
    public string Hint(string owner, Field field) => Find($"{owner}.{field.Name}.hint") ?? field.Description;

    public string Choice(string owner, Field field, string choice) => Find($"{owner}.{field.Name}.{choice}") ?? Find(Names.Label(choice)) ?? Names.Label(choice);

    /// <summary>What a button says: <c>Win</c>, <c>New deal</c> for create.</summary>
    public string Of(OperationType operation) => Find(operation.Name) ?? Find(Names.Label(operation.Verb)) ?? Names.Label(operation.Verb);

    /// <summary>What an operation does, in a sentence.</summary>
    public string About(OperationType operation) => Find($"{operation.Name}.hint") ?? operation.Description;

    public string Of(ReportType report) => Find(report.Name) ?? Names.Label(report.ShortName);

    /// <summary>What a report's newest figure is called: <c>Won</c> of <c>won_by_month</c>.</summary>
    public string Figure(ReportType report) => Find($"{report.Name}.figure") ?? (report.ShortName.EndsWith("_by_month", StringComparison.Ordinal) ? Names.Label(report.ShortName[..^9]) : Of(report));

    /// <summary>What happened: <c>Deal won</c>.</summary>
    public string Event(string name, NexusModel model)
    {
        var resource = model.FindResource(name[..name.LastIndexOf('.')]);
        var word = name[(name.LastIndexOf('.') + 1)..];
        return Find($"{name}.event") ?? (resource is null ? Word(word) : $"{One(resource)} {(Find($"… {word}") ?? word.Replace('_', ' '))}");
    }

    /// <summary>What a report tells.</summary>
    public string About(ReportType report) => Find($"{report.Name}.hint") ?? report.Description;

    /// <summary>What a kind of row is.</summary>
    public string About(ResourceType resource) => Find($"{resource.FullName}.hint") ?? resource.Description;

    public string About(ModuleType module) => Find($"{module.Name}.hint") ?? module.Description;

    // Fields that every row has, or many have, are translated once, by their English name.
    private string? Common(Field field) => Find(field.Label);

    private string? Find(string name) => words.Find(name) is { } word ? word : texts[name] is { ResourceNotFound: false } found ? found.Value : null;
}
