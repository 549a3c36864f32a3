using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Catalog;

/// <summary>The catalogue over HTTP.</summary>
[TestClass]
public sealed class CatalogTests
{
    [TestMethod]
    public async Task A_price_is_found_and_explains_itself()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Create("/api/v1/catalog/variants", new { sku = "MUG", name = "Mug", price = new { amount = 11.90, currency = "EUR" }, price_includes_tax = true });
        var dealers = await t.Create("/api/v1/catalog/customer_groups", new { name = "Dealers" });
        var list = await t.Create("/api/v1/catalog/price_lists", new { name = "Dealers", currency = "EUR", customer_group_id = dealers["id"] });
        await t.Create("/api/v1/catalog/prices", new { price_list_id = list["id"], variant_id = mug["id"], amount = 8 });
        await t.Create("/api/v1/catalog/prices", new { price_list_id = list["id"], variant_id = mug["id"], amount = 7.5, minimum_quantity = 100 });
        await Refused(t, 409, "prices_overlap", "/api/v1/catalog/prices", new { price_list_id = list["id"], variant_id = mug["id"], amount = 7 });

        var own = await Quote(t, new { lines = new[] { new { variant_id = mug["id"], quantity = 2 } }, country = "DE" });
        Assert.AreEqual((20m, 3.8m, 23.8m), ((decimal)own["net"]!, (decimal)own["tax"]!, (decimal)own["gross"]!), own.ToString());
        var dealer = await Quote(t, new { lines = new[] { new { variant_id = mug["id"], quantity = 100 } }, customer_group_id = dealers["id"], country = "US" });
        Assert.AreEqual((750m, 0m), ((decimal)dealer["net"]!, (decimal)dealer["tax"]!), dealer.ToString());
        Assert.AreEqual("Dealers: 7.5 from 100 on.", (string?)dealer["lines"]![0]!["why"]![0]);

        await Refused(t, 409, "unknown_variant", "/api/v1/catalog/prices/quote", new { lines = new[] { new { variant_id = Guid.CreateVersion7(), quantity = 1 } } });
        await Refused(t, 422, "out_of_range", "/api/v1/catalog/prices/quote", new { lines = new[] { new { variant_id = mug["id"], quantity = 0 } } }, "lines[0].quantity");
        await Refused(t, 422, "required", "/api/v1/catalog/prices/quote", new { lines = new object[] { new { quantity = 1 } } }, "lines[0].variant_id");
        await Refused(t, 422, "required", "/api/v1/catalog/prices/quote", new { });
        // A quote leaves nothing behind.
        Assert.AreEqual(0L, await t.Scalar<long>("select (select count(*) from nexus.events where tenant_id = {tenant} and name like '%quote%') + (select count(*) from nexus.audit where tenant_id = {tenant} and operation like '%quote')"));
    }

    [TestMethod]
    public async Task Tax_rates_are_dated_and_do_not_overlap()
    {
        await using var t = await TestTenant.Create();
        var standard = (string)(await t.Read("/api/v1/catalog/tax_classes?name=eq.Standard"))[0]!["id"]!;
        var book = await t.Create("/api/v1/catalog/variants", new { sku = "BOOK", name = "Book", price = new { amount = 100, currency = "EUR" } });
        foreach (var (on, tax) in new[] { ("2020-06-30", 19m), ("2020-07-01", 16m), ("2021-01-01", 19m) })
            Assert.AreEqual(tax, (decimal)(await Quote(t, new { lines = new[] { new { variant_id = book["id"] } }, on }))["tax"]!, on);

        await Refused(t, 409, "rates_overlap", "/api/v1/catalog/tax_rates", new { name = "VAT", tax_class_id = standard, country = "DE", percent = 20, valid_from = "2027-01-01" });
        await t.Create("/api/v1/catalog/tax_rates", new { name = "VAT", tax_class_id = standard, country = "AT", percent = 20, valid_from = "2016-01-01" });
        Assert.AreEqual(200, (int)(await t.Post("/api/v1/catalog/tax_rates/add_reference", new { countries = new[] { "at", "FR" } })).StatusCode);
        // Austria had a rate of that class already.
        Assert.AreEqual(1L, await t.Scalar<long>($"select count(*) from {{schema}}.catalog_tax_rate where country = 'AT' and tax_class_id = '{standard}'"));
        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from {schema}.catalog_tax_rate where country = 'FR'"));
        await Refused(t, 409, "unknown_country", "/api/v1/catalog/tax_rates/add_reference", new { countries = new[] { "ZZ" } });
    }

    [TestMethod]
    public async Task Products_are_found_by_words_and_facets()
    {
        await using var t = await TestTenant.Create();
        var clothes = await t.Create("/api/v1/catalog/categories", new { name = "Clothes" });
        var shirts = await t.Create("/api/v1/catalog/categories", new { name = "Shirts", parent_id = clothes["id"] });
        var colour = await t.Create("/api/v1/catalog/attributes", new { name = "Colour", code = "colour", kind = "choice", use = "option", choices = new[] { "red", "blue" } });
        foreach (var (name, brand, colours) in new[] { ("Striped shirt", "Nord", new[] { "red", "blue" }), ("Plain shirt", "Nord", ["blue"]), ("Linen shirt", "Sud", ["red"]) })
        {
            var product = await t.Create("/api/v1/catalog/products", new { name, brand, category_id = shirts["id"] });
            foreach (var value in colours)
            {
                var variant = await t.Create("/api/v1/catalog/variants", new { sku = $"{name}-{value}", product_id = product["id"] });
                await t.Create("/api/v1/catalog/attribute_values", new { variant_id = variant["id"], attribute_id = colour["id"], value });
            }
        }

        var all = await Search(t, new { category_id = clothes["id"] });
        Assert.AreEqual(3, (int)all["total"]!);
        Assert.AreEqual("Nord 2, Sud 1", string.Join(", ", all["brands"]!.AsArray().Select(b => $"{b!["value"]} {b["products"]}")));
        Assert.AreEqual("blue 2, red 2", string.Join(", ", all["attributes"]![0]!["values"]!.AsArray().Select(b => $"{b!["value"]} {b["products"]}")));
        Assert.AreEqual("Plain shirt, Striped shirt", Names(await Search(t, new { attributes = new[] { new { code = "colour", values = new[] { "blue" } } } })));
        Assert.AreEqual("Striped shirt", Names(await Search(t, new { text = "stripd", brands = new[] { "Nord" } })));
        Assert.AreEqual("Linen shirt", Names(await Search(t, new { text = "linen shirt-red" })));
        Assert.AreEqual("", Names(await Search(t, new { text = "' or 1=1 --" })));

        await Refused(t, 409, "option_of_variant", "/api/v1/catalog/attribute_values", new { product_id = all["products"]![0]!["product_id"], attribute_id = colour["id"], value = "red" });
        await Refused(t, 409, "category_in_itself", $"/api/v1/catalog/categories/{clothes["id"]}", new { parent_id = shirts["id"] });

        static string Names(JsonNode found) => string.Join(", ", found["products"]!.AsArray().Select(p => (string)p!["name"]!).Order());
    }

    [TestMethod]
    public async Task A_bundle_holds_variants_that_are_no_bundles_each_once()
    {
        await using var t = await TestTenant.Create();
        var product = await t.Create("/api/v1/catalog/products", new { name = "Gift set", kind = "bundle" });
        var set = await t.Create("/api/v1/catalog/variants", new { sku = "SET", product_id = product["id"] });
        var mug = await t.Create("/api/v1/catalog/variants", new { sku = "MUG", name = "Mug", price = new { amount = 5, currency = "EUR" } });
        await Refused(t, 409, "bundle_empty", "/api/v1/catalog/prices/quote", new { lines = new[] { new { variant_id = set["id"] } } });
        await t.Create("/api/v1/catalog/bundle_items", new { bundle_id = set["id"], component_id = mug["id"], quantity = 2 });
        await Refused(t, 409, "already_in_bundle", "/api/v1/catalog/bundle_items", new { bundle_id = set["id"], component_id = mug["id"] });
        await Refused(t, 409, "bundle_in_bundle", "/api/v1/catalog/bundle_items", new { bundle_id = set["id"], component_id = set["id"] });
        await Refused(t, 409, "not_a_bundle", "/api/v1/catalog/bundle_items", new { bundle_id = mug["id"], component_id = mug["id"] });
        Assert.AreEqual(10m, (decimal)(await Quote(t, new { lines = new[] { new { variant_id = set["id"] } } }))["net"]!);
    }

    [TestMethod]
    public async Task A_catalogue_comes_by_one_file_and_is_brought_up_to_date_by_the_next()
    {
        await using var t = await TestTenant.Create();
        var first = await Import(t, "StockCode,Description,Price\n85048,GLASS BALL,6.95\n79323P,CHERRY LIGHTS,6.75\n,NO CODE,1\n");
        Assert.AreEqual((2, 1), ((int)first["created"]!, first["bad"]!.AsArray().Count), first.ToString());
        var second = await Import(t, "StockCode,Description,Price\n85048,GLASS BALL,7.05\n22041,RECORD FRAME,2.1\n");
        Assert.AreEqual((1, 1), ((int)second["created"]!, (int)second["updated"]!), second.ToString());
        Assert.AreEqual(7.05m, (decimal)(await t.Read("/api/v1/catalog/variants?sku=eq.85048&select=price"))[0]!["price"]!["amount"]!);
        Assert.AreEqual(3L, await t.Scalar<long>("select count(*) from {schema}.catalog_product"));
    }

    private static async Task<JsonNode> Import(TestTenant t, string csv)
    {
        var mapping = Uri.EscapeDataString("""{"StockCode":"sku","Description":"name","Price":"price"}""");
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var response = await t.Http.PostAsync($"/api/v1/catalog/variants/import?mode=skip_bad&match=sku&mapping={mapping}", content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static Task<JsonNode> Quote(TestTenant t, object body) => Answer(t, "/api/v1/catalog/prices/quote", body);

    private static Task<JsonNode> Search(TestTenant t, object body) => Answer(t, "/api/v1/catalog/products/search", body);

    private static async Task<JsonNode> Answer(TestTenant t, string path, object body)
    {
        var response = await t.Post(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task Refused(TestTenant t, int status, string code, string path, object body, string? field = null)
    {
        var response = await t.Send(path.Contains("/categories/", StringComparison.Ordinal) ? HttpMethod.Patch : HttpMethod.Post, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)response.StatusCode, text);
        var problem = JsonNode.Parse(text)!;
        Assert.AreEqual(code, (string?)problem["code"] is "invalid_input" ? (string?)problem["errors"]![0]!["code"] : (string?)problem["code"], text);
        if (field is not null)
            Assert.AreEqual(field, (string?)problem["errors"]![0]!["field"], text);
    }
}
