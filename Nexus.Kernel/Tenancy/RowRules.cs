using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// Row rules as SQL conditions. <c>own</c> and <c>team</c> go by owner and team; a part follows the row that it is a part of, and what is about a row follows that one; where
/// neither is there (stages, tags), the rows are the whole tenant's and every rule means all. Private rows are their owner's under every rule.
/// </summary>
public static class RowRules
{
    /// <summary>The condition under which the caller's rule covers a row of <paramref name="alias"/>; null when it covers all.</summary>
    public static Sql? Condition(NexusModel model, ResourceType resource, string alias, Rows rows, Caller caller, Tenant tenant)
    {
        if (resource.IsAbout)
            return AboutRows.Condition(model, alias, caller, tenant);
        var owner = Sql.Raw($"{alias}.owner_id");
        if (resource.HasPrivate)
            return rows is Rows.Own ? (Sql)$"{owner} = {caller.UserId ?? Guid.Empty}" : $"({owner} = {caller.UserId ?? Guid.Empty} or not {Sql.Raw(alias)}.private)";
        if (rows is Rows.All)
            return null;

        if (resource.Owned)
        {
            var user = caller.UserId ?? Guid.Empty;
            if (rows is Rows.Own)
                return $"{owner} = {user}";

            var teams = caller.TeamIds.ToArray();
            return $"({owner} = {user} or {Sql.Raw(alias)}.team_id = any({teams}) or {owner} in (select user_id from nexus.team_members where team_id = any({teams}) and archived_at is null))";
        }

        if (resource.Parent is { } parent && model.FindResource(parent.References!) is { } whole && whole != resource)
        {
            var inner = alias + "p";
            if (Condition(model, whole, inner, rows, caller, tenant) is { } condition)
                return $"exists (select 1 from {TenantDb.TableOf(whole, tenant)} {Sql.Raw(inner)} where {Sql.Raw(inner)}.id = {Sql.Raw(alias)}.{Sql.Raw(Sql.Quote(parent.Name))} and {condition})";
        }

        return null;
    }
}
