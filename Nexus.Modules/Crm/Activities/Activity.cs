using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Companies;
using Nexus.Modules.Crm.Contacts;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Leads;

namespace Nexus.Modules.Crm.Activities;

/// <summary>What kind of activity it is.</summary>
public enum ActivityKind
{
    Task,
    Call,
    Meeting,
    Email,
    Note,
}

/// <summary>Something done, or to be done, about a company, contact, lead or deal: a call, a meeting, a task, an e-mail or a note.</summary>
[Resource("crm.activity", Plural = "activities", Title = nameof(Subject))]
public sealed class Activity : Resource, IOwned, IBeforeCreate
{
    [Indexed]
    public ActivityKind Kind { get; set; }

    /// <summary>What it is about, in a line.</summary>
    [Required, MaxLength(300), Searchable]
    public string Subject { get; set; } = "";

    /// <summary>What was said, or has to be done.</summary>
    [Multiline, Searchable]
    public string? Body { get; set; }

    /// <summary>When it has to be done, or begins. Changed by <c>reschedule</c> or update.</summary>
    [Indexed]
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it was done. Set by <c>complete</c>; given at creation for what has been done already. A note is done when it is written.</summary>
    [Immutable, Indexed]
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>How long it took or will take, in minutes.</summary>
    [Range(0, 100_000)]
    public int? DurationMinutes { get; set; }

    /// <summary>Where it takes place.</summary>
    [MaxLength(300)]
    public string? Location { get; set; }

    /// <summary>What came of it, such as <c>wants an offer</c>.</summary>
    [MaxLength(500)]
    public string? Outcome { get; set; }

    /// <summary>The company it is about; taken from the deal or the contact when not given.</summary>
    [References<Company>, Display(GroupName = "About")]
    public Guid? CompanyId { get; set; }

    /// <summary>The contact it is about; taken from the deal when not given.</summary>
    [References<Contact>, Display(GroupName = "About")]
    public Guid? ContactId { get; set; }

    /// <summary>The lead it is about.</summary>
    [References<Lead>, Display(GroupName = "About")]
    public Guid? LeadId { get; set; }

    /// <summary>The deal it is about.</summary>
    [References<Deal>, Display(GroupName = "About")]
    public Guid? DealId { get; set; }

    /// <summary>The user who does it.</summary>
    [References<User>, Display(GroupName = "Responsible", Name = "Assignee")]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that it is for.</summary>
    [References<Team>, Display(GroupName = "Responsible")]
    public Guid? TeamId { get; set; }

    public async Task BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        if (Kind is ActivityKind.Note)
            DoneAt ??= call.Now;
        if (DealId is not null && (CompanyId is null || ContactId is null) && await db.Get<Deal>(DealId, ct) is { } deal)
            (CompanyId, ContactId) = (CompanyId ?? deal.CompanyId, ContactId ?? deal.ContactId);
        if (CompanyId is null && ContactId is not null)
            CompanyId = (await db.Get<Contact>(ContactId, ct))?.CompanyId;
    }
}
