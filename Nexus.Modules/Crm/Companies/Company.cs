using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Crm.Companies;

/// <summary>An organisation that business is done with, or may be.</summary>
[Resource("crm.company", Plural = "companies")]
public sealed class Company : Resource, IOwned
{
    /// <summary>What the company is called.</summary>
    [Required, MaxLength(200), Searchable]
    public string Name { get; set; } = "";

    /// <summary>Its internet domain, such as <c>example.com</c>.</summary>
    [MaxLength(253), Searchable, DuplicateKey]
    public string? Domain { get; set; }

    /// <summary>The user who answers for the company.</summary>
    [References<User>]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that works on it.</summary>
    [References<Team>]
    public Guid? TeamId { get; set; }
}
