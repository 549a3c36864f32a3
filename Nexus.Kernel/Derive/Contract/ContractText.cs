using System.Text;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Derive.Contract;

/// <summary>
/// The surface that a module's declarations give, as text: a file a module is committed, so that every change of the surface shows in a
/// diff. One line a thing and no columns, so that a line changes only when its own thing does.
/// </summary>
public static class ContractText
{
    public static string Of(NexusModel model, ModuleType module)
    {
        var text = new StringBuilder();
        Line($"module {module.Name}: {module.Title}");
        if (module.Needs.Count > 0)
            Line($"needs {string.Join(", ", module.Needs)}");
        foreach (var role in module.Roles)
            Line($"role {role.Name}: {string.Join(", ", role.Grants.Select(g => g.Rows is Rows.All ? g.Permission : $"{g.Permission} ({Names.Snake(g.Rows.ToString())})"))}");

        foreach (var resource in module.Resources.OrderBy(r => r.FullName, StringComparer.Ordinal))
            Resource(resource);
        foreach (var report in module.Reports.OrderBy(r => r.Name, StringComparer.Ordinal))
            Report(report);
        Line();
        foreach (var happened in module.Events.OrderBy(e => e.Name, StringComparer.Ordinal))
            Line($"event {happened.Name}{Data(happened)}");
        foreach (var reaction in module.Reactions.OrderBy(r => r.Name, StringComparer.Ordinal))
            Line($"reaction {reaction.Name} to {reaction.Event}");
        return text.ToString();

        void Line(string line = "") => text.Append(line).Append('\n');

        void Resource(ResourceType resource)
        {
            Line();
            Line($"resource {resource.FullName}: {resource.Description}");
            // Those that the kernel gives to every row are the same everywhere.
            foreach (var field in resource.Fields.Where(f => !f.System))
                Line($"  {ContractField.Of(field)}");
            Line($"  GET /api/v1/{resource.Module}/{resource.Plural} [{resource.ReadPermission}]");
            Line($"  GET /api/v1/{resource.Module}/{resource.Plural}/{{id}} [{resource.ReadPermission}]");
            foreach (var document in model.DocumentsOf(resource))
                Line($"  GET /api/v1/{resource.Module}/{resource.Plural}/{{id}}/{document.ShortName} [{resource.ReadPermission}] {document.MediaType}");
            foreach (var operation in model.Operations.Where(o => o.Resource == resource).OrderBy(o => o.Name, StringComparer.Ordinal))
                Operation(operation);
        }

        void Operation(OperationType operation)
        {
            var large = operation.LargeEffect ? ", large effect" : "";
            var happened = operation.Effect is Effect.Write ? $", event {operation.Event.Name}" : $", answers{Data(operation.Event)}";
            Line($"  {operation.Method} {operation.Route} [{operation.Name}] tool {operation.Name.Replace('.', '_')}, {Names.Snake(operation.Effect.ToString())}{large}{happened}");
            if (operation.Derived is not Derived.None)
                return;
            foreach (var field in operation.Fields)
                Line($"    {ContractField.Of(field)}");
        }

        void Report(ReportType report)
        {
            Line();
            Line($"report {report.Name}: {report.Description}");
            Line($"  GET {report.Route} [{report.Permission}] tool {report.Name.Replace('.', '_')}");
            foreach (var parameter in report.Parameters)
                Line($"  parameter {ContractField.Of(parameter)}");
            foreach (var column in report.Columns)
                Line($"  column {ContractField.Of(column)}");
        }
    }

    private static string Data(EventType happened) =>
        happened.Data is null ? "" : $" {{{string.Join(", ", FieldReader.Read(happened.Data).Select(f => f.Name))}}}";
}
