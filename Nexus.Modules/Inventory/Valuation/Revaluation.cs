using Nexus.Kernel.Declare;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Movements;

namespace Nexus.Modules.Inventory.Valuation;

/// <summary>That stock is worth more or less than its movements said, because one was entered late or covered what had gone out before. The difference belongs to the cost of goods sold, on the day on which it was found out.</summary>
[Resource("inventory.revaluation", Title = nameof(Reason), Derived = Derived.None, Told = Told.ByOperation)]
public sealed class Revaluation : Resource
{
    /// <summary>The stock.</summary>
    [References<Stock>, Parent]
    public Guid StockId { get; set; }

    /// <summary>The movement that brought it about.</summary>
    [References<Movement>]
    public Guid MovementId { get; set; }

    /// <summary>By how much the stock is worth more, or with a minus less.</summary>
    public Money Value { get; set; }

    /// <summary>Why.</summary>
    public RevaluationReason Reason { get; set; }
}

/// <summary>Why stock is worth something else.</summary>
public enum RevaluationReason
{
    /// <summary>A movement was entered for an earlier day.</summary>
    EnteredLate,

    /// <summary>More had gone out than there was; what it really cost is known now.</summary>
    CoveredShortage,
}

/// <summary>Stock is worth more or less than its movements said; the other side is the cost of goods sold.</summary>
[Event("inventory.stock.revalued")]
public sealed record StockRevalued(Guid StockId, Guid RevaluationId, Guid MovementId, Guid VariantId, Guid WarehouseId, Money Value, RevaluationReason Reason);
