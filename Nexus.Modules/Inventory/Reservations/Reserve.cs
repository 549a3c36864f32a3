using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reservations;

/// <summary>Promises some of a variant to somebody, for a time or until it is shipped or released. What isn't there can't be promised twice, however many ask at once.</summary>
/// <param name="VariantId">What.</param>
/// <param name="Quantity">How many.</param>
/// <param name="WarehouseId">Where from; the first warehouse that has enough when not given.</param>
/// <param name="ExpiresInMinutes">After how many minutes the promise ends by itself; it doesn't when not given.</param>
/// <param name="Reference">What it is for, such as the number of an order.</param>
/// <param name="SourceId">The row of another module that it is for.</param>
[Operation("inventory.reservation.reserve", Effect.Write)]
public sealed record Reserve(
    [References("catalog.variant")] Guid VariantId,
    [Range(0.0001, 1_000_000_000)] decimal Quantity = 1,
    [References<Warehouse>] Guid? WarehouseId = null,
    [Range(1, Reserving.ExpiresInMinutesMax)] int? ExpiresInMinutes = null,
    [MaxLength(200)] string? Reference = null,
    Guid? SourceId = null) : IWideOperation<Reserve, StockReserved>
{
    public static async Task<Outcome<StockReserved>> Run(Reserve input, TenantDb db, Call call, CancellationToken ct)
    {
        var line = new ReserveLine(input.VariantId, input.Quantity, input.WarehouseId);
        var held = new Held();
        var (made, refused) = await Reserving.Reserve(db, call, line, Terms.Of(call, input.ExpiresInMinutes, input.Reference, input.SourceId), held, ct);
        return refused is not null ? refused : Outcome.Of(StockReserved.Of(made!)).Also([.. held.Told]).AnswerWith(made!);
    }
}

/// <summary>Some of a variant was promised to somebody.</summary>
[Event("inventory.reservation.made")]
public sealed record StockReserved(Guid ReservationId, Guid StockId, Guid VariantId, Guid WarehouseId, decimal Quantity, DateTimeOffset? ExpiresAt, string? Reference, Guid? SourceId)
{
    internal static StockReserved Of(Reservation r) => new(r.Id, r.StockId, r.VariantId, r.WarehouseId, r.Quantity, r.ExpiresAt, r.Reference, r.SourceId);
}
