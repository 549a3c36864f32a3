using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Catalog.Categories;

namespace Nexus.Modules.Catalog.Products;

/// <summary>Finds products that are for sale by words, category, brand, labels and attributes, with the number of products for each further choice. Words may be mistyped; of several values of one thing any may hold, of several things all must. Changes nothing.</summary>
/// <param name="Text">Words in name, code, brand, description or labels, or a variant's SKU or barcode.</param>
/// <param name="CategoryId">Only what is in this category or in one below it.</param>
/// <param name="Brands">Only these brands.</param>
/// <param name="Tags">Only what has one of these labels.</param>
/// <param name="Attributes">Only what has one of the values of each attribute, by its code.</param>
/// <param name="Limit">Products in the answer.</param>
/// <param name="Offset">Products to leave out first.</param>
[Operation("catalog.product.search", Effect.Read)]
public sealed record SearchProducts([MaxLength(200)] string? Text = null, [References<Category>] Guid? CategoryId = null, string[]? Brands = null, string[]? Tags = null, AttributeFilter[]? Attributes = null, [Range(0, 100)] int Limit = 20, [Range(0, 10_000)] int Offset = 0)
    : IWideOperation<SearchProducts, FoundProducts>
{
    /// <summary>Values of a facet that are named; the most frequent come first.</summary>
    private const int FacetValuesMax = 50;

    public static async Task<Outcome<FoundProducts>> Run(SearchProducts input, TenantDb db, Call call, CancellationToken ct)
    {
        if (input.CategoryId is not null && await db.Get<Category>(input.CategoryId, ct) is null)
            throw Fault.Invalid([new FieldFault("category_id", "unknown_reference", "There is no such category.")]);
        // Shares of letters' triples from which on words are similar; holds for this transaction.
        await db.Scalar<string>($"select set_config('pg_trgm.word_similarity_threshold', '0.45', true)", ct);
        var found = await db.Scalar<string>(Query(input, db), ct);
        return JsonSerializer.Deserialize<FoundProducts>(found!, NexusJson.Options)!;
    }

    private static Sql Query(SearchProducts input, TenantDb db) => $"""
        with recursive below as (
          select c.id from {db.Table<Category>()} c where c.id = {input.CategoryId}::uuid
          union select c.id from {db.Table<Category>()} c join below b on c.parent_id = b.id),
        found as materialized (
          select p.id, p.name, p.code, p.brand, p.category_id, p.tags, {Score(input)} as score
          from {db.Table<Product>()} p
          where p.archived_at is null and p.status = 'active'{Words(input, db)}{Filters(input, db)}),
        shown as (select * from found order by score desc, name, id limit {input.Limit} offset {input.Offset})
        select jsonb_build_object(
          'total', (select count(*) from found),
          'products', coalesce((select jsonb_agg(jsonb_build_object('product_id', s.id, 'name', s.name, 'code', s.code, 'brand', s.brand, 'category_id', s.category_id, 'variants',
              (select count(*) from {db.Table<Variant>()} v where v.product_id = s.id and v.archived_at is null),
            'image', (select m.url from {db.Table<Media>()} m where m.product_id = s.id and m.archived_at is null and m.kind = 'image' order by m.position, m.id limit 1)) order by s.score desc, s.name, s.id) from shown s), '[]'),
          'categories', {Facet((Sql)$"select c.id::text as value, c.name as label, count(*) as products from found f join {db.Table<Category>()} c on c.id = f.category_id group by c.id, c.name")},
          'brands', {Facet((Sql)$"select f.brand as value, f.brand as label, count(*) as products from found f where f.brand is not null group by f.brand")},
          'tags', {Facet((Sql)$"select t.tag as value, t.tag as label, count(*) as products from found f cross join lateral unnest(f.tags) t(tag) group by t.tag")},
          'attributes', coalesce((select jsonb_agg(jsonb_build_object('code', a.code, 'name', a.name, 'unit', a.unit, 'values', {Facet((Sql)$"""
            select w.value, w.value as label, count(distinct w.product_id) as products
            from {db.Table<AttributeValue>()} w join found f on f.id = w.product_id where w.attribute_id = a.id and w.archived_at is null group by w.value
            """)}) order by a.position, a.name)
            from {db.Table<ProductAttribute>()} a where a.archived_at is null and exists (select 1 from {db.Table<AttributeValue>()} w join found f on f.id = w.product_id where w.attribute_id = a.id and w.archived_at is null)), '[]'))::text
        """;

    private static Sql Facet(Sql groups) =>
        $"coalesce((select jsonb_agg(jsonb_build_object('value', x.value, 'label', x.label, 'products', x.products) order by x.products desc, x.label) from ({groups} order by products desc, label limit {FacetValuesMax}) x), '[]')";

    private static Sql Score(SearchProducts input) => string.IsNullOrWhiteSpace(input.Text)
        ? (Sql)$"0"
        : (Sql)$"case when lower(p.name) = lower({input.Text}) or lower(p.code) = lower({input.Text}) then 2 else 0 end + public.word_similarity({input.Text}, p.search_text)";

    private static Sql Words(SearchProducts input, TenantDb db)
    {
        if (string.IsNullOrWhiteSpace(input.Text))
            return Sql.Empty;
        return $"""
             and p.id in (
              select w.id from {db.Table<Product>()} w where w.search @@ websearch_to_tsquery('simple'::regconfig, {input.Text})
              union select w.id from {db.Table<Product>()} w where {input.Text} operator(public.<%) w.search_text
              union select v.product_id from {db.Table<Variant>()} v where v.archived_at is null and (lower(v.sku) = lower({input.Text}) or lower(v.barcode) = lower({input.Text})))
            """;
    }

    private static Sql Filters(SearchProducts input, TenantDb db)
    {
        var filters = new List<Sql>();
        if (input.CategoryId is not null)
            filters.Add($" and p.category_id in (select id from below)");
        if (input.Brands is { Length: > 0 } brands)
            filters.Add($" and p.brand = any({brands})");
        if (input.Tags is { Length: > 0 } tags)
            filters.Add($" and p.tags && {tags}");
        foreach (var filter in input.Attributes ?? [])
        {
            filters.Add($"""
                 and exists (select 1 from {db.Table<AttributeValue>()} w join {db.Table<ProductAttribute>()} a on a.id = w.attribute_id
                  where w.product_id = p.id and w.archived_at is null and a.code = {filter.Code} and w.value = any({filter.Values}))
                """);
        }

        return Sql.Join("", filters);
    }
}

/// <summary>The values that an attribute may have.</summary>
/// <param name="Code">Code of the attribute.</param>
/// <param name="Values">Any of these.</param>
public sealed record AttributeFilter([MaxLength(50)] string Code, string[] Values);

/// <summary>The products found, and what can be chosen further.</summary>
public sealed record FoundProducts(long Total, IReadOnlyList<FoundProduct> Products, IReadOnlyList<FacetValue> Categories, IReadOnlyList<FacetValue> Brands, IReadOnlyList<FacetValue> Tags, IReadOnlyList<AttributeFacet> Attributes);

/// <summary>A product that was found.</summary>
/// <param name="Variants">How many variants it has.</param>
/// <param name="Image">Address of its first picture.</param>
public sealed record FoundProduct(Guid ProductId, string Name, string? Code, string? Brand, Guid? CategoryId, int Variants, string? Image);

/// <summary>A choice and how many of the products found it leaves.</summary>
public sealed record FacetValue(string Value, string Label, long Products);

/// <summary>An attribute and its values among the products found.</summary>
public sealed record AttributeFacet(string Code, string Name, string? Unit, IReadOnlyList<FacetValue> Values);
