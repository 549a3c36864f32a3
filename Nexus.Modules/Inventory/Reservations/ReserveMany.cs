using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Inventory.Reservations;

/// <summary>Promises several variants at once, such as the lines of an order: all of them, or none when one can't be.</summary>
/// <param name="Lines">What, at most 200 lines.</param>
/// <param name="ExpiresInMinutes">After how many minutes the promises end by themselves; they don't when not given.</param>
/// <param name="Reference">What they are for, such as the number of an order.</param>
/// <param name="SourceId">The row of another module that they are for.</param>
[Operation("inventory.reservation.reserve_many", Effect.Write)]
public sealed record ReserveMany(
    [Required] ReserveLine[] Lines,
    [Range(1, Reserving.ExpiresInMinutesMax)] int? ExpiresInMinutes = null,
    [MaxLength(200)] string? Reference = null,
    Guid? SourceId = null) : IWideOperation<ReserveMany, StockReservedTogether>
{
    public const int LinesMax = 200;

    public static async Task<Outcome<StockReservedTogether>> Run(ReserveMany input, TenantDb db, Call call, CancellationToken ct)
    {
        if (input.Lines.Length > LinesMax)
            throw Fault.Invalid([new FieldFault("lines", "too_long", $"At most {LinesMax} lines can be reserved at once.")]);

        var terms = Terms.Of(call, input.ExpiresInMinutes, input.Reference, input.SourceId);
        var made = new Reservation[input.Lines.Length];
        var held = new Held { Repeated = input.Lines.CountBy(l => l.VariantId).Where(v => v.Value > 1).Select(v => v.Key).ToHashSet() };
        // In one order, whatever order they are asked for in: two that want the same don't wait for each other in a ring.
        foreach (var (line, index) in input.Lines.Select((l, i) => (l, i)).OrderBy(l => l.l.VariantId))
        {
            var (reservation, refused) = await Reserving.Reserve(db, call, line, terms, held, ct);
            if (refused is not null)
                return refused with { Field = $"lines[{index}].{refused.Field}" };
            made[index] = reservation!;
        }

        return Outcome.Of(new StockReservedTogether([.. made.Select(StockReserved.Of)], input.Reference, input.SourceId)).Also([.. made.Select(StockReserved.Of), .. held.Told]);
    }
}

/// <summary>Several variants were promised together; each has its <c>inventory.reservation.made</c> as well.</summary>
[Event("inventory.reservation.made_together")]
public sealed record StockReservedTogether(IReadOnlyList<StockReserved> Reservations, string? Reference, Guid? SourceId);
