using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Jobs;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Inventory.Reservations;

/// <summary>Lets a reservation last longer: so many minutes from now, or until it is shipped or released, as when the order is paid.</summary>
/// <param name="ReservationId">The reservation.</param>
/// <param name="ExpiresInMinutes">After how many minutes from now it ends by itself; it doesn't when not given.</param>
[Operation("inventory.reservation.extend", Effect.Write)]
public sealed record ExtendReservation(Guid ReservationId, [Range(1, Reserving.ExpiresInMinutesMax)] int? ExpiresInMinutes = null) : IWideOperation<ExtendReservation, ReservationExtended>
{
    public static async Task<Outcome<ReservationExtended>> Run(ExtendReservation input, TenantDb db, Call call, CancellationToken ct)
    {
        var reservation = await db.Find<Reservation>(input.ReservationId, ct) ?? throw Fault.NotFound("reservation");
        if (reservation.Ended() is { } ended)
            return ended;
        reservation.ExpiresAt = input.ExpiresInMinutes is { } minutes ? call.Now.AddMinutes(minutes) : null;
        if (reservation.ExpiresAt is { } end)
            db.RunLater(ExpireReservations.Name, end, call);
        return Outcome.Of(new ReservationExtended(reservation.Id, reservation.ExpiresAt)).AnswerWith(reservation);
    }
}

/// <summary>A reservation lasts longer, or for good.</summary>
[Event("inventory.reservation.extended")]
public sealed record ReservationExtended(Guid ReservationId, DateTimeOffset? ExpiresAt);
