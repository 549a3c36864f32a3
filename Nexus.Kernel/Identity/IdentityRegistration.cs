using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Identity.Keys;
using Nexus.Kernel.Identity.Tokens;

namespace Nexus.Kernel.Identity;

/// <summary>Registers who may come in.</summary>
public static class IdentityRegistration
{
    public static void AddNexusIdentity(this IServiceCollection services)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IAccessTokens, JwtAccessTokens>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<LoginFailures>();
        services.AddSingleton<LoginRate>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<AccountPassword>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<LogIn>();
        services.AddSingleton<PlatformAdministrator>();
        services.AddSingleton<Explanation>();
        services.AddHostedService<IdentityStart>();
    }

    /// <summary>For the workers.</summary>
    public static void AddNexusIdentityUpkeep(this IServiceCollection services) => services.AddHostedService<IdentityUpkeep>();
}
