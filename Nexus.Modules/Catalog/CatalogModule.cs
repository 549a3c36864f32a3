using Nexus.Kernel.Declare;
using Nexus.Modules.Catalog.Categories;
using Nexus.Modules.Catalog.Presets;
using Nexus.Modules.Catalog.Prices;
using Nexus.Modules.Catalog.Products;
using Nexus.Modules.Catalog.Taxes;

namespace Nexus.Modules.Catalog;

/// <summary>What is sold and at which price: products and their variants, categories, price lists, taxes.</summary>
[Module("catalog", "Catalogue")]
public sealed class CatalogModule : IModule
{
    public static void Declare(ModuleBuilder catalog) => catalog
        .Resource<Product>()
        .Resource<Variant>()
        .Resource<BundleItem>()
        .Resource<Media>()
        .Resource<Category>()
        .Resource<ProductAttribute>()
        .Resource<AttributeValue>()
        .Operation<SearchProducts>()

        .Resource<CustomerGroup>()
        .Resource<PriceList>()
        .Resource<Price>()
        .Operation<QuotePrices>()

        .Resource<TaxClass>()
        .Resource<TaxRate>()
        .Operation<AddReferenceRates>()

        .Preset<CatalogPreset>()
        .Role("catalog_manager", "Keeps the catalogue: products, prices and taxes.", new Grant("catalog.*"))
        .Role("catalog_viewer", "Looks products and prices up.", new Grant("catalog.product.read"), new("catalog.product.search"), new("catalog.variant.read"), new("catalog.bundle_item.read"),
            new("catalog.media.read"), new("catalog.category.read"), new("catalog.attribute.read"), new("catalog.attribute_value.read"), new("catalog.price.quote"), new("catalog.price.read"),
            new("catalog.price_list.read"), new("catalog.customer_group.read"), new("catalog.tax_class.read"), new("catalog.tax_rate.read"));
}
