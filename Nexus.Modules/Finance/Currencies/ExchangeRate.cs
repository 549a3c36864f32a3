using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Finance.Currencies;

/// <summary>What a foreign currency is worth in the book currency from a day on, until the next rate.</summary>
[Resource("finance.exchange_rate", Title = nameof(Currency), Setup = true)]
[Index(nameof(Currency), nameof(ValidFrom), Unique = true)]
public sealed class ExchangeRate : Resource
{
    /// <summary>Rates beyond this are mistakes.</summary>
    public const double RateMax = 1_000_000_000;

    /// <summary>The foreign currency.</summary>
    [Required, Currency, Immutable]
    public string Currency { get; set; } = "";

    /// <summary>The first day of the rate.</summary>
    [Required, Immutable]
    public DateOnly ValidFrom { get; set; }

    /// <summary>How much of the book currency one unit of the foreign currency is worth.</summary>
    [Required, Range(0.000_000_001, RateMax), Immutable]
    public decimal Rate { get; set; }

    /// <summary>Where the rate is from, such as <c>ECB</c>.</summary>
    [MaxLength(100)]
    public string? Source { get; set; }
}
