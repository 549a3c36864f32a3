using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Catalog.Products;
using Nexus.Modules.Catalog.Taxes;

namespace Nexus.Modules.Catalog.Prices;

/// <summary>What the price of some variants depends on.</summary>
public sealed record QuoteState(PriceBook Book, string Country, IReadOnlyDictionary<Guid, Variant> Variants, IReadOnlyDictionary<Guid, Product> Products, ILookup<Guid, BundleItem> Components, TaxTable Taxes)
{
    internal static async Task<QuoteState> Load(QuotePrices input, TenantDb db, Call call, CancellationToken ct)
    {
        if (input.CustomerGroupId is not null && await db.Get<CustomerGroup>(input.CustomerGroupId, ct) is null)
            throw Fault.Invalid([new FieldFault("customer_group_id", "unknown_reference", "There is no such customer group.")]);
        var asked = input.Lines.Select(l => l.VariantId).Distinct().ToArray();
        var items = await db.Query<BundleItem>($"where t.bundle_id = any({asked}) and t.archived_at is null order by t.id", ct);
        var ids = asked.Concat(items.Select(i => i.ComponentId)).Distinct().ToArray();
        var variants = await db.Query<Variant>($"where t.id = any({ids}) and t.archived_at is null", ct);
        var productIds = variants.Select(v => v.ProductId).Distinct().ToArray();
        var products = await db.Query<Product>($"where t.id = any({productIds})", ct);

        var day = input.On ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        var currency = input.Currency ?? db.Tenant.Currency;
        var lists = await db.Query<PriceList>($"where t.currency = {currency} and t.archived_at is null", ct);
        var holding = lists
            .Where(l => (l.CustomerGroupId is null || l.CustomerGroupId == input.CustomerGroupId) && !(l.ValidFrom > day) && !(l.ValidTo < day))
            .OrderByDescending(l => l.CustomerGroupId is not null).ThenByDescending(l => l.Priority).ThenBy(l => l.Id).ToArray();
        var prices = lists.Count == 0 ? [] : await db.Query<Price>($"where t.variant_id = any({ids}) and t.archived_at is null", ct);

        var country = input.Country ?? db.Tenant.Country;
        return new QuoteState(
            new PriceBook(day, currency, holding, lists.ToDictionary(l => l.Id), prices.ToLookup(p => (p.PriceListId, p.VariantId))),
            country,
            variants.ToDictionary(v => v.Id),
            products.ToDictionary(p => p.Id),
            items.ToLookup(i => i.BundleId),
            new TaxTable(await db.Query<TaxClass>($"where t.archived_at is null order by t.id", ct), await db.Query<TaxRate>($"where t.country = {country} and t.archived_at is null", ct)));
    }
}
