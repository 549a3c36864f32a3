using Microsoft.Extensions.Localization;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Nexus.Web.Frame;

namespace Nexus.Web.Administration;

/// <summary>Permissions in words: <c>crm.deal.win</c> is “Deal: Win”.</summary>
internal static class Permissions
{
    private const string Read = ".read";

    /// <summary>Those that mean something in the tenant.</summary>
    public static IEnumerable<string> Of(NexusModel model, Tenant tenant) => model.Permissions.Where(p => tenant.Has(p.Split('.')[0]));

    public static string Words(NexusModel model, Labels labels, IStringLocalizer texts, string permission)
    {
        if (model.FindOperation(permission) is { } operation)
            return $"{labels.One(operation.Resource)}: {labels.Of(operation)}";
        if (permission.EndsWith(Read, StringComparison.Ordinal))
        {
            var name = permission[..^Read.Length];
            if (model.FindResource(name) is { } resource)
                return texts["See {0}", labels.Many(resource)];
            if (model.FindReport(name) is { } report)
                return texts["Report: {0}", labels.Of(report)];
        }

        return permission switch
        {
            "*" => texts["Everything"],
            "*.read" => texts["See everything"],
            _ when permission.EndsWith(".*", StringComparison.Ordinal) && permission[..^2] is var prefix => texts["Everything about {0}", model.FindResource(prefix) is { } all ? labels.Many(all) : model.FindModule(prefix) is { } module ? labels.Of(module) : prefix],
            _ when permission.StartsWith("*.", StringComparison.Ordinal) => texts["“{0}” of everything", Names.Label(permission[2..])],
            _ => permission.Split('.') is [_, var on, var verb] ? $"{Names.Label(on)}: {Names.Label(verb)}" : permission,
        };
    }
}
