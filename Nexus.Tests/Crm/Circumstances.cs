using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Tests.Crm;

/// <summary>A call without a database, for decisions.</summary>
internal static class Circumstances
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly Call Call = new(Caller.System("test"), new Tenant
    {
        Id = Guid.CreateVersion7(),
        Name = "Acme",
        Industry = "services",
        Country = "DE",
        Currency = "EUR",
        Status = TenantStatus.Active,
        Modules = new HashSet<string> { "core", "crm" },
        CreatedAt = Now,
    }, Now);

    /// <summary>Each row's decision must be refused with its code; null means that it isn't refused.</summary>
    public static void Check<TEvent>(params (string What, Func<Outcome<TEvent>> Decide, string? Code)[] rows) where TEvent : class
    {
        foreach (var (what, decide, code) in rows)
            Assert.AreEqual(code, decide().Refused?.Code, what);
    }
}
