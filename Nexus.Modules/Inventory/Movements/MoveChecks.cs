using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Modules.Inventory.Lots;

namespace Nexus.Modules.Inventory.Movements;

/// <summary>What holds for all that moves.</summary>
internal static class MoveChecks
{
    /// <summary>Clocks may differ by this much.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>Digits behind the point of a quantity.</summary>
    public const int QuantityDigits = 4;

    /// <summary>Finer quantities than this couldn't be counted.</summary>
    public static Refusal? Quantity(decimal quantity, Tracking tracking = Tracking.None) =>
        decimal.Round(quantity, QuantityDigits) != quantity ? new Refusal("quantity_too_fine", $"A quantity has at most {QuantityDigits} digits behind the point.", "quantity")
        : tracking is Tracking.Serial && decimal.Truncate(quantity) != quantity ? new Refusal("whole_pieces", "What has serial numbers moves in whole pieces.", "quantity")
        : null;

    /// <summary>When it moved: now, where nothing is said. What is still to come has not moved.</summary>
    public static Refusal? Time(DateTimeOffset? at, Call call) =>
        at > call.Now + Ahead ? new Refusal("in_the_future", "What is still to come has not moved yet.", "effective_at") : null;

    /// <summary>Values are kept in the business's own currency.</summary>
    public static Refusal? Cost(Money? cost, Call call) =>
        cost is { } given && given.Currency != call.Tenant.Currency ? new Refusal("other_currency", $"Stock is valued in {call.Tenant.Currency}. Say what it cost in that.", "unit_cost") : null;
}
