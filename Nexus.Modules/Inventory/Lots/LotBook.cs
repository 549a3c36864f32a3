using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;

namespace Nexus.Modules.Inventory.Lots;

/// <summary>Finds lots and pieces by their numbers.</summary>
internal static class LotBook
{
    /// <summary>What comes in says which lot or piece it is, exactly where they are told apart.</summary>
    /// <param name="lot">Number of the lot or of the piece.</param>
    public static Refusal? Check(Tracking tracking, string? lot, decimal quantity) => (tracking, lot) switch
    {
        (Tracking.None, not null) => new Refusal("not_tracked", "The variant isn't told apart by lots. Say so first by inventory.item, before there is any of it.", "lot"),
        (Tracking.Lot, null) => new Refusal("lot_required", "Say which lot it is.", "lot"),
        (Tracking.Serial, null) => new Refusal("serial_required", "Say which piece it is, by its serial number.", "lot"),
        (Tracking.Serial, _) when quantity != 1 => new Refusal("one_piece", "A serial number is that of one piece.", "quantity"),
        _ => null,
    };

    /// <summary>The lot of this number; null when there is none.</summary>
    public static async Task<Lot?> Find(TenantDb db, Guid variant, string? code, CancellationToken ct) =>
        code is null ? null : (await db.Query<Lot>($"where t.id = {IdOf(variant, code)}", ct)).FirstOrDefault();

    /// <summary>The lot of this number, made when it is new.</summary>
    public static async Task<Lot?> FindOrAdd(TenantDb db, Call call, Guid variant, string? code, DateOnly? expiresOn, CancellationToken ct)
    {
        if (code is null)
            return null;
        var lot = await db.FindOrAdd(new Lot { Id = IdOf(variant, code), VariantId = variant, Code = code, ExpiresOn = expiresOn }, call, ct);
        lot.ExpiresOn = expiresOn ?? lot.ExpiresOn;
        return lot;
    }

    /// <summary>A piece can be in one place only.</summary>
    public static async Task<Refusal?> Twice(TenantDb db, Tracking tracking, Lot? lot, CancellationToken ct) =>
        tracking is Tracking.Serial && await db.Scalar<bool>($"select exists (select 1 from {db.Table<Level>()} l where l.lot_id = {lot!.Id} and l.on_hand <> 0)", ct)
            ? new Refusal("piece_in_stock", $"The piece {lot.Code} is in stock already.", "lot")
            : null;

    /// <summary>There is one lot of a number of each variant; case doesn't count.</summary>
    private static Guid IdOf(Guid variant, string code) => TenantDb.IdOf(variant, new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant())).AsSpan(0, 16)));
}
