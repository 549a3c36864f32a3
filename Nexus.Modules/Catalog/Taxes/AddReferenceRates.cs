using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Catalog.Taxes;

/// <summary>Adds the rates of value added tax that Nexus knows for countries (the European Union, Switzerland, Norway, the United Kingdom), for tax classes that have none there yet.</summary>
/// <param name="Countries">Country codes; all that are known when not given.</param>
[Operation("catalog.tax_rate.add_reference", Effect.Write)]
public sealed record AddReferenceRates([MaxLength(2)] string[]? Countries = null) : IWideOperation<AddReferenceRates, ReferenceRatesAdded>
{
    public static async Task<Outcome<ReferenceRatesAdded>> Run(AddReferenceRates input, TenantDb db, Call call, CancellationToken ct)
    {
        var known = ReferenceRates.All.Select(r => r.Country).ToHashSet();
        var wanted = (input.Countries is { Length: > 0 } named ? named.Select(c => c.ToUpperInvariant()) : known).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (wanted.FirstOrDefault(c => !known.Contains(c)) is { } unknown)
            return new Refusal("unknown_country", $"Nexus knows no rates of {unknown}. It knows those of {string.Join(", ", known.Order(StringComparer.Ordinal))}.", "countries");

        var classes = await db.Query<TaxClass>($"where t.archived_at is null order by t.id for update", ct);
        var there = (await db.Query<TaxRate>($"where t.country = any({wanted}) and t.archived_at is null", ct)).Select(r => (r.TaxClassId, r.Country)).ToHashSet();
        var added = new List<TaxRate>();
        foreach (var taxClass in classes)
        foreach (var country in wanted.Where(c => !there.Contains((taxClass.Id, c))))
            added.AddRange(ReferenceRates.Of(taxClass, country));
        foreach (var rate in added)
            rate.Id = call.NewId();
        return Outcome.Of(new ReferenceRatesAdded([.. added.Select(r => r.Country).Distinct()], added.Count)).Add([.. added]);
    }
}

/// <summary>Rates that Nexus knows were added.</summary>
[Event("catalog.tax_rate.reference_added")]
public sealed record ReferenceRatesAdded(string[] Countries, int Rates);
