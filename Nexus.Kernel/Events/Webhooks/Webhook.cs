using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events.Live;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>An address to which the tenant's events are sent as they happen, signed by the Standard Webhooks specification. It receives what its maker may read.</summary>
[Resource("core.webhook", Storage = Storage.Shared, Table = "nexus.webhooks", Derived = Derived.Archive, Title = "Url")]
public sealed class Webhook : Resource
{
    public const int DescriptionLengthMax = 500;

    /// <summary>Where events are sent to.</summary>
    [Required, MaxLength(WebhookAddress.UrlLengthMax), ReadOnly(true)]
    public string Url { get; set; } = "";

    /// <summary>Names of events, or patterns: <c>crm.deal.won</c>, <c>crm.deal.*</c>, <c>*.created</c>, <c>*</c>.</summary>
    [Required, ReadOnly(true)]
    public string[] Events { get; set; } = [];

    /// <summary>What it is for.</summary>
    [MaxLength(DescriptionLengthMax), ReadOnly(true)]
    public string Description { get; set; } = "";

    /// <summary>The user in whose name it receives.</summary>
    [References<User>, ReadOnly(true)]
    public Guid UserId { get; set; }

    /// <summary>The API key that it was made with; when that is revoked, the webhook is switched off.</summary>
    [References<ApiKey>, ReadOnly(true)]
    public Guid? ApiKeyId { get; set; }

    /// <summary>Limits of the API key that it was made with; none when empty.</summary>
    [ReadOnly(true)]
    public string[]? Scopes { get; set; }

    /// <summary>Since when every delivery has failed.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>When it was switched off because it failed for too long, or because its receiver asked for it.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Why it was switched off.</summary>
    [ReadOnly(true)]
    public string? DisabledReason { get; set; }

    public override IEnumerable<FieldFault> Validate()
    {
        if (Events.Length is 0 or > EventFilter.PatternsMax)
            yield return new FieldFault("events", "wrong_count", $"There must be 1 to {EventFilter.PatternsMax} events.");
        foreach (var wrong in Events.Where(e => !EventFilter.IsPattern(e)))
            yield return new FieldFault("events", "wrong_pattern", $"'{(wrong.Length > 60 ? wrong[..60] : wrong)}' is no event's name and no pattern such as crm.deal.* or *.created.");
        if (Description.Length > DescriptionLengthMax)
            yield return new FieldFault("description", "too_long", $"The description may have {DescriptionLengthMax} characters.");
    }
}

/// <summary>An event on its way to a webhook, or how it got there.</summary>
[Resource("core.webhook_delivery", Plural = "webhook_deliveries", Storage = Storage.Shared, Table = "nexus.webhook_deliveries", Derived = Derived.None, Title = "EventName")]
public sealed class WebhookDelivery : Resource
{
    /// <summary>The webhook.</summary>
    [References<Webhook>]
    public Guid WebhookId { get; set; }

    /// <summary>Id of the event; it is the message's id too (<c>webhook-id</c>).</summary>
    public Guid EventId { get; set; }

    /// <summary>What happened, such as <c>crm.deal.won</c>.</summary>
    public string EventName { get; set; } = "";

    /// <summary><c>due</c>, <c>delivered</c> or <c>failed</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>The receiver's last HTTP status.</summary>
    public int? ResponseStatus { get; set; }

    /// <summary>Stable code of the last failure.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>What the last failure was.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>When it is tried next; empty when it is over.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }
}
