namespace Nexus.Kernel.Tenancy;

/// <summary>
/// What becomes of the installation's tables when a tenant is backed up and restored. Every table of the schema <c>nexus</c> is in exactly one
/// of these lists; a test names one that isn't. What a tenant has in them is erased with it, whatever the list.
/// </summary>
internal static class InstallationTables
{
    /// <summary>Their rows of the tenant are in its backup.</summary>
    public static readonly IReadOnlySet<string> BackedUp = new HashSet<string>
    {
        "api_keys", "attachments", "audit", "audit_seals", "custom_fields", "deliveries", "events", "inbox", "jobs", "notes", "notices", "preferences", "recovery_codes", "roles", "team_members", "teams", "timers", "users", "views", "webhook_secrets",
        "webhooks",
    };

    /// <summary>Rows of a tenant without a meaning after a restore: open sessions, answers to repeat, patches of tables that are made anew, the chain's end, which each installation signs itself.</summary>
    public static readonly IReadOnlySet<string> LeftOut = new HashSet<string> { "activations", "audit_heads", "idempotency", "patches", "sessions" };

    /// <summary>They have no tenant's rows.</summary>
    public static readonly IReadOnlySet<string> OfNoTenant = new HashSet<string>
    {
        "audit_sealer", "cursors", "data_protection_keys", "erasures", "invalidations", "late_transactions", "login_failures", "platform", "signing_keys", "tenants",
    };

    /// <summary>A copy has none of these: a key belongs to one tenant, and what goes out to others or is done because of an event would be done twice.</summary>
    public static readonly IReadOnlySet<string> NotCopied = new HashSet<string> { "api_keys", "deliveries", "inbox", "jobs", "webhook_secrets", "webhooks" };

    /// <summary>Which of the rows are worth keeping, where not all are: of the inbox what is still to be done or seen to.</summary>
    public static string? Kept(string table) => table is "inbox" ? "status in ('due', 'parked')" : null;
}
