using Nexus.Kernel.Audit;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>A tenant as the installation's administrators see it.</summary>
internal sealed record TenantDescription(Guid Id, string Name, string Industry, string Country, string Currency, TenantStatus Status, string[] Modules, DateTimeOffset CreatedAt);

/// <summary>What a tenant's status is now.</summary>
internal sealed record TenantStatusAnswer(Guid Id, TenantStatus Status);

/// <summary>Modules: those to activate, or those that are active now.</summary>
internal sealed record TenantModules(string[] Modules);

/// <summary>Where a tenant is.</summary>
internal sealed record TenantPlace(Guid Id, string Schema);

/// <summary>A tenant that was restored, and what of its secrets couldn't be read.</summary>
internal sealed record TenantRestored(TenantPlace Tenant, DroppedSecrets Dropped, string[] Warnings);

/// <summary>The confirmation of an erasure.</summary>
internal sealed record TenantErase(string Name, string Confirmation);

/// <summary>What the verification of all chains found.</summary>
internal sealed record AuditsVerified(bool Intact, int Chains, long Entries, long Pending, IReadOnlyList<AuditVerification> Broken);
