using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Catalog.Prices;

/// <summary>Customers who buy at prices of their own, such as dealers.</summary>
[Resource("catalog.customer_group", Setup = true)]
public sealed class CustomerGroup : Resource
{
    /// <summary>What the group is called.</summary>
    [Required, MaxLength(100), Unique]
    public string Name { get; set; } = "";

    /// <summary>Who belongs to it.</summary>
    [MaxLength(1_000)]
    public string? Description { get; set; }
}
