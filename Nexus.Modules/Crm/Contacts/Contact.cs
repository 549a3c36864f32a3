using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Companies;

namespace Nexus.Modules.Crm.Contacts;

/// <summary>A person to talk to.</summary>
[Resource("crm.contact")]
public sealed class Contact : Resource, IOwned
{
    /// <summary>The whole name; put together from first and last name when only they are given.</summary>
    [Required, MaxLength(200), Searchable, MadeOf(nameof(FirstName), nameof(LastName))]
    public string Name { get; set; } = "";

    [MaxLength(100)]
    public string? FirstName { get; set; }

    [MaxLength(100)]
    public string? LastName { get; set; }

    /// <summary>The e-mail address used first.</summary>
    [EmailAddress, Searchable, DuplicateKey, Display(Name = "E-mail")]
    public string? Email { get; set; }

    /// <summary>Further e-mail addresses.</summary>
    [EmailAddress, Searchable, Display(Name = "Further e-mails")]
    public string[] AdditionalEmails { get; set; } = [];

    /// <summary>The telephone number used first.</summary>
    [Phone, Searchable, DuplicateKey]
    public string? Phone { get; set; }

    /// <summary>Further telephone numbers.</summary>
    [Phone, Searchable, Display(Name = "Further telephones")]
    public string[] AdditionalPhones { get; set; } = [];

    /// <summary>What the person does at the company.</summary>
    [MaxLength(200), Searchable]
    public string? JobTitle { get; set; }

    /// <summary>The company that the person belongs to.</summary>
    [References<Company>]
    public Guid? CompanyId { get; set; }

    /// <summary>Address of the person's page at LinkedIn.</summary>
    [Url, MaxLength(500)]
    public string? Linkedin { get; set; }

    public DateOnly? Birthday { get; set; }

    /// <summary>What is worth knowing about the person.</summary>
    [Multiline, Searchable, MaxLength(20_000)]
    public string? Description { get; set; }

    /// <summary>Labels, by name.</summary>
    [MaxLength(50), Indexed, Searchable]
    public string[] Tags { get; set; } = [];

    /// <summary>Where the contact came from, such as <c>website</c>.</summary>
    [MaxLength(100), Indexed]
    public string? Source { get; set; }

    /// <summary>Street and number.</summary>
    [MaxLength(300), Display(GroupName = "Address")]
    public string? Street { get; set; }

    [MaxLength(20), Display(GroupName = "Address", Name = "Postal code")]
    public string? PostalCode { get; set; }

    [MaxLength(100), Display(GroupName = "Address")]
    public string? City { get; set; }

    /// <summary>State, province or county.</summary>
    [MaxLength(100), Display(GroupName = "Address")]
    public string? Region { get; set; }

    /// <summary>ISO 3166-1 alpha-2 code, such as <c>DE</c>.</summary>
    [Country, Display(GroupName = "Address")]
    public string? Country { get; set; }

    /// <summary>When the person agreed to receive marketing e-mails; empty when they haven't.</summary>
    [Display(GroupName = "Consent", Name = "Marketing agreed at")]
    public DateTimeOffset? MarketingConsentAt { get; set; }

    /// <summary>Where and how they agreed, such as <c>sign-up form</c>.</summary>
    [MaxLength(200), Display(GroupName = "Consent", Name = "Marketing agreed by")]
    public string? MarketingConsentSource { get; set; }

    /// <summary>When the person withdrew from marketing e-mails.</summary>
    [Display(GroupName = "Consent")]
    public DateTimeOffset? UnsubscribedAt { get; set; }

    /// <summary>Since when the person doesn't want to be telephoned.</summary>
    [Display(GroupName = "Consent", Name = "Don't call since")]
    public DateTimeOffset? DoNotCallSince { get; set; }

    /// <summary>The user who answers for the contact.</summary>
    [References<User>, Display(GroupName = "Responsible")]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that works on it.</summary>
    [References<Team>, Display(GroupName = "Responsible")]
    public Guid? TeamId { get; set; }

    /// <summary>The contact that this one was found to be the same as.</summary>
    [References<Contact>, ReadOnly(true)]
    public Guid? MergedIntoId { get; set; }

    public override IEnumerable<FieldFault> Validate()
    {
        if (MergedIntoId is not null && ArchivedAt is null)
            yield return new FieldFault("merged_into_id", "merged", "The contact was merged into another one. Use that one.");
    }
}
