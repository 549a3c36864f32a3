using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.SignIn;

/// <summary>Who works in the console, as a feature of the request; the tenant is null for the platform's administrator.</summary>
public sealed record ConsoleCaller(Caller Caller, Tenant? Tenant);
