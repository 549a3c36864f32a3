using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.Partners;

/// <summary>A partner as another part of the business names it: by a key of its own. One that the books don't know yet is made.</summary>
/// <param name="ExternalKey">What you know it by, such as commerce.customer:0198….</param>
/// <param name="Details">Who it is. What is known of it is brought up to date.</param>
public sealed record PartnerInput(string ExternalKey, PartyDetails? Details = null)
{
    /// <summary>The partner by id or key; made or brought up to date by key.</summary>
    /// <exception cref="Fault">422: neither or both are given, or it isn't there.</exception>
    internal static async Task<Partner> Find(Guid? id, PartnerInput? named, TenantDb db, Call call, CancellationToken ct)
    {
        if (id is null == (named?.ExternalKey is null))
            throw Invalid("partner_id", "one_needed", "Name the partner either by its id or by a key with its details.");
        if (id is not null)
        {
            var known = await db.Get<Partner>(id, ct);
            return known ?? throw Invalid("partner_id", "unknown_reference", "There is no such partner in use.");
        }

        var key = named!.ExternalKey.Trim();
        if (key.Length is 0 or > 200)
            throw Invalid("partner.external_key", "wrong_length", "The key has 1 to 200 characters.");
        // Two that name a new one at once take turns, and the second finds the first one's.
        await db.Scalar<int>($"select 1 from (select pg_advisory_xact_lock(hashtextextended({db.Tenant.Id + key}, 21))) taken", ct);
        var partner = (await db.Query<Partner>($"where lower(t.external_key) = {key.ToLowerInvariant()} and t.archived_at is null", ct)).FirstOrDefault();
        if (partner is null && named.Details is null)
            throw Invalid("partner.details", "required", "The books don't know the partner yet: say who it is.");
        if (named.Details is { } details)
            Update(partner ??= db.Add(new Partner { Id = call.NewId(), ExternalKey = key }), details);
        return partner!;
    }

    private static void Update(Partner partner, PartyDetails d)
    {
        string? Text(string field, string? text, int longest) =>
            text?.Trim() is not { Length: > 0 } given ? null : given.Length <= longest ? given : throw Invalid("partner.details." + field, "too_long", $"It is longer than {longest} characters.");

        partner.Name = Text("name", d.Name, 200) ?? throw Invalid("partner.details.name", "required", "Name must be given.");
        partner.Street = Text("street", d.Street, 200) ?? partner.Street;
        partner.PostalCode = Text("postal_code", d.PostalCode, 20) ?? partner.PostalCode;
        partner.City = Text("city", d.City, 100) ?? partner.City;
        partner.Region = Text("region", d.Region, 100) ?? partner.Region;
        partner.VatId = Text("vat_id", d.VatId, 30) ?? partner.VatId;
        partner.TaxNumber = Text("tax_number", d.TaxNumber, 50) ?? partner.TaxNumber;
        partner.Email = Text("email", d.Email, 254) ?? partner.Email;
        partner.Phone = Text("phone", d.Phone, 50) ?? partner.Phone;
        if (Text("country", d.Country, 2)?.ToUpperInvariant() is { } country)
            partner.Country = Codes.IsCountry(country) ? country : throw Invalid("partner.details.country", "wrong_format", "Country must be a code of two letters, such as DE.");
    }

    private static Fault Invalid(string field, string code, string message) => Fault.Invalid([new FieldFault(field, code, message)]);
}
