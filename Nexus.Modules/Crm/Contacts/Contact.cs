using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Companies;

namespace Nexus.Modules.Crm.Contacts;

/// <summary>A person to talk to.</summary>
[Resource("crm.contact")]
public sealed class Contact : Resource, IOwned
{
    /// <summary>The whole name.</summary>
    [Required, MaxLength(200), Searchable]
    public string Name { get; set; } = "";

    /// <summary>The e-mail address used first.</summary>
    [EmailAddress, Searchable, DuplicateKey]
    public string? Email { get; set; }

    /// <summary>The company that the person belongs to.</summary>
    [References<Company>]
    public Guid? CompanyId { get; set; }

    /// <summary>The user who answers for the contact.</summary>
    [References<User>]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that works on it.</summary>
    [References<Team>]
    public Guid? TeamId { get; set; }
}
