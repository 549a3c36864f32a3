using System.Text.Json;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.Tax;

/// <summary>A tax code with its rate on a day.</summary>
internal sealed record TaxRow(Guid Id, string Code, TaxUse Use, TaxCategory Category, string Country, Guid? OutputAccountId, Guid? InputAccountId, string? ExemptionReason, string? ExemptionCode, decimal? Percent)
{
    /// <inheritdoc cref="TaxCode.IsSelfAssessed"/>
    public bool IsSelfAssessed => Use is TaxUse.Purchase && Category is TaxCategory.ReverseCharge or TaxCategory.IntraCommunity;
}

/// <summary>The tax codes that a document can name, each with its rate on the document's day.</summary>
internal sealed record TaxBook(IReadOnlyList<TaxRow> Rows, string Country)
{
    public TaxRow? Find(string code) => Rows.FirstOrDefault(r => string.Equals(r.Code, code, StringComparison.OrdinalIgnoreCase));

    /// <summary>The business's own code for a rate: that of its country, standard above zero.</summary>
    public TaxRow? Find(decimal percent, TaxUse use) =>
        Rows.Where(r => r.Use == use && r.Percent == percent && r.Category == (percent > 0 ? TaxCategory.Standard : TaxCategory.ZeroRated)).OrderBy(r => r.Country == Country ? 0 : 1).FirstOrDefault()
        ?? (percent > 0 ? null : Rows.FirstOrDefault(r => r.Use == use && r.Percent == 0 && r.Category is TaxCategory.OutsideScope or TaxCategory.Exempt));

    public static async Task<TaxBook> Load(TenantDb db, DateOnly day, CancellationToken ct)
    {
        var json = await db.Scalar<string>($"""
            select coalesce(json_agg(json_build_object('id', c.id, 'code', c.code, 'use', c.use, 'category', c.category, 'country', c.country, 'output_account_id', c.output_account_id, 'input_account_id', c.input_account_id,
                'exemption_reason', c.exemption_reason, 'exemption_code', c.exemption_code, 'percent', r.percent) order by c.code), '[]')::text
            from {db.Table<TaxCode>()} c
            left join lateral (select x.percent from {db.Table<TaxRate>()} x where x.tax_code_id = c.id and x.valid_from <= {day} and x.archived_at is null order by x.valid_from desc limit 1) r on true
            where c.archived_at is null
            """, ct);
        return new TaxBook(JsonSerializer.Deserialize<TaxRow[]>(json!, NexusJson.Options)!, db.Tenant.Country);
    }
}
