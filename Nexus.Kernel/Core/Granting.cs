using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>The rules for giving rights: only what there is, never more than one has, and never so that nobody is left who may do everything.</summary>
internal static class Granting
{
    public const int GrantsMax = 500;

    /// <summary>Who has this is an administrator of the tenant.</summary>
    public static readonly Grant Administrator = new("*");

    private const string AdministratorJson = """[{"permission": "*", "rows": "all"}]""";

    public static Fault Beyond() => new(403, "beyond_your_rights", "That would give, or take from someone, rights that you don't have yourself.");

    /// <exception cref="Fault">422 when a pattern covers no permission that there is.</exception>
    public static void RequireKnown(TenantDb db, string field, IEnumerable<string> patterns)
    {
        var unknown = patterns.Where(p => !db.Model.IsPermissionOrPattern(p)).Select(p => new FieldFault(field, "unknown_permission", $"There is no permission {Shorten(p)}.")).ToArray();
        if (unknown.Length > 0)
            throw Fault.Invalid(unknown);
    }

    /// <exception cref="Fault">422 for unknown roles, 403 when the roles give more than the caller has.</exception>
    public static async Task RequireWithin(TenantDb db, Call call, IReadOnlyList<string> roles, CancellationToken ct, IReadOnlyList<string>? scopes = null)
    {
        var grants = await GrantsOf(db, roles, ct);
        if (!call.Caller.Rights.CanGive(grants, scopes))
            throw Beyond();
    }

    /// <exception cref="Fault">422 for roles that don't exist or are archived.</exception>
    public static async Task RequireRoles(TenantDb db, IReadOnlyList<string> roles, CancellationToken ct)
    {
        var names = roles.ToArray();
        var known = await db.Column<string>($"select name from nexus.roles where tenant_id = {db.Tenant.Id} and name = any({names}) and archived_at is null", ct);
        var unknown = roles.Except(known).Select(r => new FieldFault("roles", "unknown_role", $"There is no role {Shorten(r)}.")).ToArray();
        if (unknown.Length > 0)
            throw Fault.Invalid(unknown);
    }

    /// <summary>Refuses when nobody is left who may do everything, of those that <paramref name="remaining"/> (on users u and roles r) leaves.</summary>
    public static async Task<Refusal?> LastAdministrator(TenantDb db, Sql remaining, CancellationToken ct)
    {
        // One at a time in a tenant: else two administrators could remove each other.
        await db.Change($"select pg_advisory_xact_lock(hashtextextended({"administrators:" + db.Tenant.Id}, 0))", ct);
        Sql administrators = $"""
            select 1 from nexus.users u join nexus.roles r on r.tenant_id = u.tenant_id and r.name = any(u.roles)
            where u.tenant_id = {db.Tenant.Id} and u.archived_at is null and r.archived_at is null and r.grants @> {Sql.Value(AdministratorJson, NpgsqlTypes.NpgsqlDbType.Jsonb)}
            """;
        return await db.Scalar<bool>($"select exists ({administrators}) and not exists ({administrators} and {remaining})", ct)
            ? new Refusal("last_administrator", "That would leave the tenant without an administrator. Make somebody else one first.")
            : null;
    }

    public static async Task<bool> MakeAdministrator(TenantDb db, IReadOnlyList<string> roles, CancellationToken ct) => (await GrantsOf(db, roles, ct)).Contains(Administrator);

    /// <summary>What the roles give at the moment.</summary>
    public static async Task<IReadOnlyList<Grant>> GrantsOf(TenantDb db, IReadOnlyList<string> roles, CancellationToken ct)
    {
        var names = roles.ToArray();
        var json = await db.Column<string>($"select grants::text from nexus.roles where tenant_id = {db.Tenant.Id} and name = any({names}) and archived_at is null", ct);
        return [.. json.SelectMany(j => System.Text.Json.JsonSerializer.Deserialize<Grant[]>(j, NexusJson.Options)!)];
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
