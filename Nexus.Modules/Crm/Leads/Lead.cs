using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Companies;
using Nexus.Modules.Crm.Contacts;
using Nexus.Modules.Crm.Deals;

namespace Nexus.Modules.Crm.Leads;

/// <summary>Somebody who may become a customer. Once it is worth it, it is converted into company, contact and deal.</summary>
[Resource("crm.lead")]
public sealed class Lead : Resource, IOwned
{
    /// <summary>The person's whole name; put together from first and last name when only they are given.</summary>
    [Required, MaxLength(200), Searchable, MadeOf(nameof(FirstName), nameof(LastName))]
    public string Name { get; set; } = "";

    [MaxLength(100)]
    public string? FirstName { get; set; }

    [MaxLength(100)]
    public string? LastName { get; set; }

    /// <summary>The company that the person speaks for.</summary>
    [MaxLength(200), Searchable]
    public string? CompanyName { get; set; }

    /// <summary>What the person does there.</summary>
    [MaxLength(200)]
    public string? JobTitle { get; set; }

    [EmailAddress, Searchable, DuplicateKey, Display(Name = "E-mail")]
    public string? Email { get; set; }

    [Phone, Searchable, DuplicateKey]
    public string? Phone { get; set; }

    /// <summary>Address of the company's website.</summary>
    [Url, MaxLength(2000)]
    public string? Website { get; set; }

    [MaxLength(100)]
    public string? City { get; set; }

    /// <summary>ISO 3166-1 alpha-2 code, such as <c>DE</c>.</summary>
    [Country]
    public string? Country { get; set; }

    /// <summary>Where the lead came from, such as <c>website</c>.</summary>
    [MaxLength(100), Indexed]
    public string? Source { get; set; }

    /// <summary>How promising it is.</summary>
    [Indexed]
    public LeadRating? Rating { get; set; }

    /// <summary>What a deal with it might be worth.</summary>
    [Range(0d, 999_999_999_999_999d)]
    public Money? EstimatedValue { get; set; }

    /// <summary>What the person wants.</summary>
    [Multiline, Searchable, MaxLength(20_000)]
    public string? Description { get; set; }

    /// <summary>Labels, by name.</summary>
    [MaxLength(50), Indexed, Searchable]
    public string[] Tags { get; set; } = [];

    /// <summary>The user who answers for the lead.</summary>
    [References<User>, Display(GroupName = "Responsible")]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that works on it.</summary>
    [References<Team>, Display(GroupName = "Responsible")]
    public Guid? TeamId { get; set; }

    /// <summary>How far it has come. Changed by start, qualify, disqualify, reopen and convert.</summary>
    [ReadOnly(true), Indexed, Display(GroupName = "History")]
    public LeadStatus Status { get; set; }

    /// <summary>When somebody began to work on it.</summary>
    [ReadOnly(true), Display(GroupName = "History")]
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it was found to be worth an offer.</summary>
    [ReadOnly(true), Display(GroupName = "History")]
    public DateTimeOffset? QualifiedAt { get; set; }

    /// <summary>When it was found not to be worth more work.</summary>
    [ReadOnly(true), Display(GroupName = "History")]
    public DateTimeOffset? DisqualifiedAt { get; set; }

    /// <summary>Why it was disqualified.</summary>
    [ReadOnly(true), MaxLength(500), Display(GroupName = "History")]
    public string? DisqualifiedReason { get; set; }

    /// <summary>When it became company, contact and deal.</summary>
    [ReadOnly(true), Display(GroupName = "History")]
    public DateTimeOffset? ConvertedAt { get; set; }

    /// <summary>The contact that it became.</summary>
    [References<Contact>, ReadOnly(true), Display(GroupName = "History")]
    public Guid? ConvertedContactId { get; set; }

    /// <summary>The company that it became or went to.</summary>
    [References<Company>, ReadOnly(true), Display(GroupName = "History")]
    public Guid? ConvertedCompanyId { get; set; }

    /// <summary>The deal that it became.</summary>
    [References<Deal>, ReadOnly(true), Display(GroupName = "History")]
    public Guid? ConvertedDealId { get; set; }
}
