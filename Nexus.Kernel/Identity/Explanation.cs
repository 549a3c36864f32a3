using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>Why a caller may do something or may not: every role, grant and scope that was looked at, the one that decided, and whether a row is covered.</summary>
public sealed class Explanation(NexusModel model, NpgsqlDataSource source)
{
    /// <summary>Needed to ask about others.</summary>
    public const string Permission = "core.permission.explain";

    /// <summary>Stands for a role that nobody has to be given.</summary>
    private const string Everyone = "everyone";

    /// <param name="user">Another user of the tenant; null for the caller.</param>
    /// <exception cref="Fault">403 when the caller may not ask about others, 404 and 422 for what doesn't exist.</exception>
    public async Task<ExplanationAnswer> Of(string permission, Guid? user, Guid? row, Caller caller, Tenant tenant, CancellationToken ct)
    {
        if (!model.Permissions.Contains(permission))
            throw Fault.Invalid([new FieldFault("permission", "unknown_permission", "There is no such permission. A permission is an operation's or report's name, or a resource's with .read.")]);
        var other = user is not null && user != caller.UserId;
        if (other && caller.Rights.RowsFor(Permission) is null)
            throw Fault.Denied(Permission);
        var subject = other ? await UserOf(user!.Value, tenant, ct) : caller;
        var roles = await RolesOf(subject, permission, tenant, ct);
        var scopes = subject.Rights.Scopes?.Select(s => new ExplainedPattern(s, new Grant(s).Covers(permission))).ToArray();
        var rows = subject.Kind is CallerKind.Platform ? Rows.All : subject.Rights.RowsFor(permission);
        var decisive = roles.SelectMany(r => r.Grants.Where(g => g.Covers && !r.Archived).Select(g => new DecisiveGrant(r.Name, g.Permission, g.Rows))).OrderByDescending(g => g.Rows).FirstOrDefault();
        var explained = row is null ? null : await RowOf(permission, row.Value, rows, subject, caller, tenant, ct);
        return new ExplanationAnswer(permission, subject.UserId, subject.Name, rows is not null && explained is null or { Covered: true }, rows, Sentence(permission, subject, rows, decisive, roles, scopes, explained), roles, scopes, rows is null ? null : decisive, explained);
    }

    private static string Sentence(string permission, Caller subject, Rows? rows, DecisiveGrant? decisive, IReadOnlyList<ExplainedRole> roles, ExplainedPattern[]? scopes, ExplainedRow? row)
    {
        if (subject.Kind is CallerKind.Platform)
            return $"{subject.Name} administers the platform and may do everything in every tenant.";
        if (decisive is null)
            return roles.Count == 0 ? $"{subject.Name} has no role, and what isn't granted is denied." : $"{subject.Name} may not: none of the roles {string.Join(", ", roles.Select(r => r.Name))} grants {permission}.";
        if (rows is null)
            return $"{subject.Name} may not: the role {decisive.Role} grants {decisive.Permission}, but the API key is limited to {string.Join(", ", scopes!.Select(s => s.Permission))}.";
        var may = $"{subject.Name} may, because the role {decisive.Role} grants {decisive.Permission} for {(rows is Rows.All ? "all rows" : rows is Rows.Team ? "rows of their teams" : "rows of their own")}";
        return row switch
        {
            null => may + ".",
            { Exists: false } => may + ", but there is no such row, or you may not see it.",
            { Covered: true } => may + ", and this row is one of them.",
            _ => may + ", but this row isn't one of them.",
        };
    }

    private async Task<ExplainedRow> RowOf(string permission, Guid id, Rows? rows, Caller subject, Caller asks, Tenant tenant, CancellationToken ct)
    {
        var name = permission[..permission.LastIndexOf('.')];
        if (model.FindResource(name) is not { } resource || !tenant.Has(resource.Module))
            throw Fault.Invalid([new FieldFault("row", "no_rows", "This permission isn't about rows.")]);
        var covered = rows is null ? Sql.Raw("false") : RowRules.Condition(model, resource, "t", rows.Value, subject, tenant) ?? Sql.Raw("true");
        // Who may not see the row learns nothing of it here.
        var mayAskAll = asks.Rights.RowsFor(Permission) is not null;
        var seen = asks.Rights.RowsFor(resource.ReadPermission) is { } readable ? RowRules.Condition(model, resource, "t", readable, asks, tenant) ?? Sql.Raw("true") : Sql.Raw(mayAskAll ? "true" : "false");
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select {covered}, {Sql.Raw(resource.Owned ? "t.owner_id, t.team_id" : "null::uuid, null::uuid")} from {TenantDb.TableOf(resource, tenant)} t where t.id = {id} and ({seen})").Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new ExplainedRow(resource.FullName, id, true, reader.GetBoolean(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), subject.TeamIds)
            : new ExplainedRow(resource.FullName, id, false, false, null, null, subject.TeamIds);
    }

    private async Task<List<ExplainedRole>> RolesOf(Caller subject, string permission, Tenant tenant, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        Sql names = subject.UserId is { } user
            ? (Sql)$"select unnest(roles) from nexus.users where id = {user} and tenant_id = {tenant.Id}"
            : $"select unnest(roles) from nexus.api_keys where id = {subject.ApiKeyId ?? Guid.Empty} and tenant_id = {tenant.Id}";
        command.CommandText = ((Sql)$"select name, archived_at is not null, grants::text from nexus.roles where tenant_id = {tenant.Id} and name in ({names}) order by name").Render(command.Parameters);
        var roles = new List<ExplainedRole>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var grants = JsonSerializer.Deserialize<Grant[]>(reader.GetString(2), NexusJson.Options)!;
            roles.Add(new ExplainedRole(reader.GetString(0), reader.GetBoolean(1), [.. grants.Select(g => new ExplainedGrant(g.Permission, g.Rows, g.Covers(permission)))]));
        }

        if (subject.Kind is CallerKind.User && model.Everyone.Any(g => g.Covers(permission)))
            roles.Add(new ExplainedRole(Everyone, false, [.. model.Everyone.Select(g => new ExplainedGrant(g.Permission, g.Rows, g.Covers(permission)))]));
        return roles;
    }

    /// <summary>Another user as a caller would be after log-in.</summary>
    private async Task<Caller> UserOf(Guid user, Tenant tenant, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            select u.email,
                (select coalesce(jsonb_agg(g), '[]')::text from nexus.roles r, jsonb_array_elements(r.grants) g where r.tenant_id = u.tenant_id and r.name = any(u.roles) and r.archived_at is null),
                array(select m.team_id from nexus.team_members m join nexus.teams t on t.id = m.team_id where m.user_id = u.id and m.archived_at is null and t.archived_at is null)
            from nexus.users u where u.id = {user} and u.tenant_id = {tenant.Id} and u.archived_at is null
            """).Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            throw Fault.NotFound("user");
        return new Caller
        {
            Kind = CallerKind.User,
            Name = reader.GetString(0),
            UserId = user,
            TenantId = tenant.Id,
            TeamIds = reader.GetFieldValue<Guid[]>(2),
            Rights = new Rights([.. JsonSerializer.Deserialize<Grant[]>(reader.GetString(1), NexusJson.Options)!, .. model.Everyone]),
        };
    }
}

/// <param name="Allowed">Whether it may be done; with a row: done to that row.</param>
/// <param name="Rows">The rows that it may be done to; null when to none.</param>
/// <param name="DecidedBy">The widest grant that covers it; null when it is denied.</param>
public sealed record ExplanationAnswer(string Permission, Guid? User, string Name, bool Allowed, Rows? Rows, string Sentence, IReadOnlyList<ExplainedRole> Roles, IReadOnlyList<ExplainedPattern>? Scopes, DecisiveGrant? DecidedBy, ExplainedRow? Row);

public sealed record ExplainedRole(string Name, bool Archived, IReadOnlyList<ExplainedGrant> Grants);

public sealed record ExplainedGrant(string Permission, Rows Rows, bool Covers);

public sealed record ExplainedPattern(string Permission, bool Covers);

public sealed record DecisiveGrant(string Role, string Permission, Rows Rows);

public sealed record ExplainedRow(string Resource, Guid Id, bool Exists, bool Covered, Guid? OwnerId, Guid? TeamId, IReadOnlyList<Guid> TeamsOfUser);
