using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events.Live;
using Nexus.Kernel.Events.Reactions;
using Nexus.Kernel.Events.Webhooks;
using Nexus.Kernel.Identity;

namespace Nexus.Kernel.Events;

/// <summary>What the hosts and the kernel's own module take from here.</summary>
public static class EventsRegistration
{
    /// <summary>The log and its wake-up, which every process has.</summary>
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventSignal>();
        services.AddSingleton<IEventLog, EventLog>();
        services.AddHostedService<EventWakeUp>();
        services.AddSingleton<EventHistory>();
        services.AddSingleton<EventSight>();
        services.AddSingleton<LiveFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveFeed>());
        services.AddSingleton<Standing>();
        services.AddSingleton<WebhookAddress>();
    }

    /// <summary>The background work on events, of which any number of processes may do a share.</summary>
    public static void AddEventWorkers(this IServiceCollection services)
    {
        services.AddSingleton<InboxSignal>();
        services.AddSingleton<ReactionSettings>();
        services.AddHostedService<EventDispatcher>();
        services.AddHostedService<ReactionRunner>();
        services.AddSingleton<WebhookSettings>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService<WebhookDeliverer>();
    }

    /// <summary>What an administrator sees of it and does with it.</summary>
    internal static ModuleBuilder EventAdministration(this ModuleBuilder core) => core
        .Resource<LoggedEvent>()
        .Resource<ParkedReaction>()
        .Operation<ReplayParkedReaction>()
        .Operation<DiscardParkedReaction>()
        .Resource<Webhook>()
        .Operation<CreateWebhook>()
        .Operation<UpdateWebhook>()
        .Operation<RotateWebhookSecret>()
        .Operation<EnableWebhook>()
        .Operation<ReplayFailedDeliveries>()
        .Resource<WebhookDelivery>()
        .Operation<ReplayDelivery>();
}
