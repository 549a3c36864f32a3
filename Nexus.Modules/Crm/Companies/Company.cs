using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Crm.Companies;

/// <summary>An organisation that business is done with, or may be.</summary>
[Resource("crm.company", Plural = "companies")]
public sealed class Company : Resource, IOwned
{
    /// <summary>What the company is called.</summary>
    [Required, MaxLength(200), Searchable, DuplicateKey]
    public string Name { get; set; } = "";

    /// <summary>Its internet domain, such as <c>example.com</c>.</summary>
    [MaxLength(253), RegularExpression(@"[^\s/:@]+\.[^\s/:@.]+"), Searchable, DuplicateKey]
    public string? Domain { get; set; }

    /// <summary>Address of its website.</summary>
    [Url, MaxLength(2000)]
    public string? Website { get; set; }

    /// <summary>Telephone number of the switchboard.</summary>
    [Phone, Searchable]
    public string? Phone { get; set; }

    /// <summary>General e-mail address, such as <c>info@example.com</c>.</summary>
    [EmailAddress, Searchable]
    public string? Email { get; set; }

    /// <summary>Line of business, such as <c>Logistics</c>.</summary>
    [MaxLength(100), Indexed]
    public string? Industry { get; set; }

    /// <summary>How many people work there.</summary>
    [Range(0, 10_000_000)]
    public int? Employees { get; set; }

    /// <summary>Revenue of the last business year.</summary>
    public Money? AnnualRevenue { get; set; }

    /// <summary>What is worth knowing about it.</summary>
    [Multiline, Searchable, MaxLength(20_000)]
    public string? Description { get; set; }

    /// <summary>Labels, by name.</summary>
    [MaxLength(50), Indexed, Searchable]
    public string[] Tags { get; set; } = [];

    /// <summary>Where it was first heard of, such as <c>referral</c>.</summary>
    [MaxLength(100), Indexed]
    public string? Source { get; set; }

    /// <summary>Address of its page at LinkedIn.</summary>
    [Url, MaxLength(500)]
    public string? Linkedin { get; set; }

    /// <summary>The company that it belongs to.</summary>
    [References<Company>]
    public Guid? ParentId { get; set; }

    /// <summary>Street and number.</summary>
    [MaxLength(300), Display(GroupName = "Address")]
    public string? Street { get; set; }

    [MaxLength(20), Display(GroupName = "Address", Name = "Postal code")]
    public string? PostalCode { get; set; }

    [MaxLength(100), Searchable, Indexed, Display(GroupName = "Address")]
    public string? City { get; set; }

    /// <summary>State, province or county.</summary>
    [MaxLength(100), Display(GroupName = "Address")]
    public string? Region { get; set; }

    /// <summary>ISO 3166-1 alpha-2 code, such as <c>DE</c>.</summary>
    [Country, Indexed, Display(GroupName = "Address")]
    public string? Country { get; set; }

    /// <summary>The user who answers for the company.</summary>
    [References<User>, Display(GroupName = "Responsible")]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that works on it.</summary>
    [References<Team>, Display(GroupName = "Responsible")]
    public Guid? TeamId { get; set; }

    /// <summary>The company that this one was found to be the same as.</summary>
    [References<Company>, ReadOnly(true)]
    public Guid? MergedIntoId { get; set; }

    public override IEnumerable<FieldFault> Validate()
    {
        if (ParentId == Id && ParentId is not null)
            yield return new FieldFault("parent_id", "not_allowed", "A company can't belong to itself.");
        if (MergedIntoId is not null && ArchivedAt is null)
            yield return new FieldFault("merged_into_id", "merged", "The company was merged into another one. Use that one.");
    }
}
