using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexus.Kernel.Identity.Keys;
using Nexus.Kernel.Identity.Tokens;
using Nexus.Kernel.Mail;

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
        services.AddSingleton<OwnAccount>();
        services.AddSingleton<PasswordLinks>();
        services.TryAddSingleton<IMailer, SmtpMailer>();
        services.AddSingleton<LostPasswords>();
        services.AddHostedService(provider => provider.GetRequiredService<LostPasswords>());
        services.AddSingleton<LogIn>();
        services.AddSingleton<PlatformAdministrator>();
        services.AddSingleton<Explanation>();
        services.AddHostedService<IdentityStart>();
    }

    /// <summary>For the workers.</summary>
    public static void AddNexusIdentityUpkeep(this IServiceCollection services) => services.AddHostedService<IdentityUpkeep>();
}
