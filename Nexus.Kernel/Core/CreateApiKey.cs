using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Makes an API key. The answer shows the key itself (<c>secret</c>), this once. It acts for you, for another user, or for itself with roles; never with more rights than you have.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="UserId">The user for whom it acts; you, when neither a user nor roles are given (a key makes one with its own roles).</param>
/// <param name="Roles">Roles of a key that acts for itself.</param>
/// <param name="Scopes">Permissions and patterns (<c>crm.*</c>, <c>*.read</c>) that it is limited to.</param>
/// <param name="ExpiresAt">When it stops to count; never when not given.</param>
[Operation("core.api_key.create", Effect.Write)]
public sealed record CreateApiKey([property: MaxLength(200)] string Name, [property: References<User>] Guid? UserId = null, string[]? Roles = null, string[]? Scopes = null, DateTimeOffset? ExpiresAt = null)
    : IWideOperation<CreateApiKey, ApiKeyCreated>
{
    public static async Task<Outcome<ApiKeyCreated>> Run(CreateApiKey input, TenantDb db, Call call, CancellationToken ct)
    {
        if (input.ExpiresAt <= call.Now)
            throw Fault.Invalid([new FieldFault("expires_at", "in_the_past", "The key would have expired already.")]);
        if (input.Scopes is { } scopes)
            Granting.RequireKnown(db, "scopes", scopes);
        var roles = input.Roles is { Length: > 0 } given ? given : input.UserId is null && call.UserId is null ? await OwnRoles(call, db, ct) : [];
        var userId = input.UserId ?? (roles.Length == 0 ? call.UserId : null);
        if (userId is not null && roles.Length > 0 || userId is null && roles.Length == 0)
            throw Fault.Invalid([new FieldFault("roles", "user_or_roles", "Give either a user, whose rights the key has, or roles of its own.")]);
        await Granting.RequireRoles(db, roles, ct);
        await Granting.RequireWithin(db, call, userId is { } id ? await RolesOf(id, db, ct) : roles, ct, input.Scopes);

        var (secret, hash) = Secrets.NewApiKey();
        var key = new ApiKey { Id = call.NewId(), Name = input.Name, UserId = userId, Roles = [.. roles.Distinct()], Scopes = input.Scopes, Prefix = secret[..11], ExpiresAt = input.ExpiresAt };
        db.AlsoSave($"update nexus.api_keys set secret_hash = {hash} where id = {key.Id}");
        return ((Outcome<ApiKeyCreated>)new ApiKeyCreated(key.Id, key.Name, userId)).Add(key).AnswerWith(key).Reveal("secret", secret);
    }

    /// <summary>A key that acts for itself makes one like itself.</summary>
    private static async Task<string[]> OwnRoles(Call call, TenantDb db, CancellationToken ct) => call.Caller.ApiKeyId is not { } own ? []
        : await db.Scalar<string[]>($"select roles from nexus.api_keys where id = {own} and tenant_id = {db.Tenant.Id}", ct) ?? [];

    private static async Task<string[]> RolesOf(Guid user, TenantDb db, CancellationToken ct) =>
        await db.Scalar<string[]>($"select roles from nexus.users where id = {user} and tenant_id = {db.Tenant.Id} and archived_at is null", ct)
            ?? throw Fault.Invalid([new FieldFault("user_id", "unknown_reference", "User names a row that doesn't exist.")]);
}

/// <summary>An API key was made.</summary>
[Event("core.api_key.issued")]
public sealed record ApiKeyCreated(Guid ApiKeyId, string Name, Guid? UserId);
