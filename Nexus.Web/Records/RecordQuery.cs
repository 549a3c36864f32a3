using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Records;

/// <summary>How a row is asked for with what a page of it shows: all its fields, and the names of the rows that it references.</summary>
internal static class RecordQuery
{
    /// <summary>A condition about archived_at, so that archived rows are there too.</summary>
    public const string ArchivedToo = "or=(archived_at.is.null,archived_at.not.is.null)";

    /// <summary><c>select=*,company(id,name)</c></summary>
    /// <param name="may">Which permissions the caller has: what may not be read isn't asked for.</param>
    public static string Select(NexusModel model, Tenant tenant, ResourceType resource, Func<string, bool> may)
    {
        var embeds = resource.Fields
            .Where(f => f.References is not null && f.EmbedName is not null && resource.Find(f.EmbedName) is null)
            .Select(f => (Field: f, Target: model.FindResource(f.References!)))
            .Where(e => e.Target is not null && tenant.Has(e.Target.Module) && may(e.Target.ReadPermission))
            .Select(e => $"{e.Field.EmbedName}(id,{e.Target!.Title.Name})");
        return "select=" + string.Join(',', embeds.Prepend("*"));
    }
}
