using Nexus.Modules.Catalog.Products;
using Nexus.Modules.Catalog.Taxes;

namespace Nexus.Modules.Catalog.Prices;

/// <summary>A price that explains itself. Net, tax and gross add up exactly, line by line, tax by tax and in total.</summary>
/// <param name="Net">Without tax.</param>
/// <param name="Gross">To be paid.</param>
/// <param name="Taxes">Each rate with the net amount that it is on.</param>
/// <param name="Rounding">How amounts were rounded.</param>
public sealed record PriceQuote(string Currency, DateOnly On, string Country, decimal Net, decimal Tax, decimal Gross, IReadOnlyList<QuotedTax> Taxes, IReadOnlyList<QuotedLine> Lines, string Rounding);

/// <summary>A line of a quote.</summary>
/// <param name="UnitPrice">Price of one, with the tax in it or not as <paramref name="IncludesTax"/> says; at most 4 decimals.</param>
/// <param name="PriceListId">The list that decided; null for the variant's own price.</param>
/// <param name="Components">What has to be delivered: the parts of a bundle, else the variant itself.</param>
/// <param name="Why">How price and tax came about, sentence by sentence.</param>
public sealed record QuotedLine(
    Guid VariantId, string Sku, string Name, decimal Quantity, decimal UnitPrice, bool IncludesTax, Guid? PriceListId, string? PriceList,
    decimal Net, decimal Tax, decimal Gross, AppliedTax TaxRate, ProductKind Kind, IReadOnlyList<QuotedComponent> Components, IReadOnlyList<string> Why);

/// <summary>What has to be delivered for a line.</summary>
public sealed record QuotedComponent(Guid VariantId, decimal Quantity, ProductKind Kind);

/// <summary>The tax of one rate on all lines that have it.</summary>
public sealed record QuotedTax(Guid? TaxRateId, string Name, decimal Percent, decimal Net, decimal Tax);

/// <summary>A line whose price and tax are found and whose amounts are to be computed.</summary>
internal sealed record QuoteDraft(QuoteLine Line, Variant Variant, Product Product, FoundPrice Price, AppliedTax Tax, IReadOnlyList<BundleItem> Components);
