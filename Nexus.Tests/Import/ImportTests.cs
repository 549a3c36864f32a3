using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Import;

[TestClass]
public sealed class ImportTests
{
    private const string Contacts = "/api/v1/crm/contacts/import";

    [TestMethod]
    public async Task Rows_are_created_with_their_events_audit_entries_and_references_by_name()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/crm/companies", new { name = "Analytical Engines" });
        var report = await Ok(await Send(t, Contacts, "Name,E-Mail,Company\r\n\"Ada, Countess\",ada@example.com,analytical engines\r\n\"Two\r\nlines\",b@example.com,\r\n"));

        Assert.AreEqual("2/2/0/0", Counts(report), report.ToString());
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_contact c join {schema}.crm_company o on o.id = c.company_id where c.name = 'Ada, Countess'"));
        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'crm.contact.created'"));
        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from nexus.audit where tenant_id = {tenant} and operation = 'crm.contact.create'"));
    }

    [TestMethod]
    public async Task A_dry_run_lists_every_bad_line_and_changes_nothing()
    {
        await using var t = await TestTenant.Create();
        var report = await Ok(await Send(t, Contacts + "?dryRun=true", "name;email;company\nAda;ada@example.com;\n;nobody;Nowhere Ltd\n\"Two\nlines\";x@example.com;\nC;not an email;\n"));

        Assert.AreEqual("4/2/0/2", Counts(report), report.ToString());
        Assert.AreEqual("3:company:unknown_reference 3:email:wrong_format 3:name:required 6:email:wrong_format", string.Join(" ", report["bad"]!.AsArray().Select(b => $"{b!["line"]}:{b["column"]}:{b["code"]}").Order(StringComparer.Ordinal)));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from nexus.audit where tenant_id = {tenant} and operation = 'crm.contact.create'"));
    }

    [TestMethod]
    public async Task All_or_nothing_imports_nothing_and_skip_bad_the_rest()
    {
        await using var t = await TestTenant.Create();
        const string file = "name,email\nAda,ada@example.com\nBad,nobody\n";
        var refused = await Send(t, Contacts, file);
        Assert.AreEqual(422, (int)refused.StatusCode);
        Assert.AreEqual("bad_lines", (string?)(await Json(refused))["code"]);
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));
        Assert.AreEqual("2/1/0/1", Counts(await Ok(await Send(t, Contacts + "?mode=skip_bad", file))));
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));
    }

    [TestMethod]
    public async Task What_the_database_refuses_is_named_by_its_line()
    {
        await using var t = await TestTenant.Create();
        var id = Guid.NewGuid();
        var report = await Ok(await Send(t, Contacts + "?mode=skip_bad", $"name,company_id,id\nA,,\nB,{Guid.NewGuid()},\nC,,{id}\nD,,{id}\nE,,\n"));
        Assert.AreEqual("5/3/0/2", Counts(report), report.ToString());
        Assert.AreEqual("3:company_id:unknown_reference 5:id:already_exists", string.Join(" ", report["bad"]!.AsArray().Select(b => $"{b!["line"]}:{b["column"]}:{b["code"]}")));
    }

    [TestMethod]
    public async Task An_import_with_a_key_happens_once()
    {
        await using var t = await TestTenant.Create();
        const string file = "name,email\nAda,ada@example.com\nBad,nobody\n";
        Task<HttpResponseMessage> Once(string query, string text, params (string, string)[] more) => Send(t, Contacts + query, text, [("Idempotency-Key", "one"), .. more]);

        // Refused and tried out: the key isn't used up.
        Assert.AreEqual(422, (int)(await Once("", file)).StatusCode);
        Assert.AreEqual("2/1/0/1", Counts(await Ok(await Once("?mode=skip_bad&dryRun=true", file))));
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Once("?mode=skip_bad", file)));
        foreach (var answer in answers)
            Assert.AreEqual("2/1/0/1", Counts(await Ok(answer)));
        Assert.AreEqual(2, answers.Count(a => a.Headers.Contains("Idempotency-Replayed")));
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'crm.contact.created'"));

        StringAssert.Contains(await (await Once("?mode=skip_bad", file, ("Accept", "text/csv"))).Content.ReadAsStringAsync(), "3,email,wrong_format");
        Assert.AreEqual("idempotency_key_reused", (string?)(await Json(await Once("?mode=skip_bad", file + "Eve,eve@example.com\n")))["code"]);
        Assert.AreEqual("wrong_idempotency_key", (string?)(await Json(await Send(t, Contacts, file, ("Idempotency-Key", new string('x', 300)))))["code"]);
    }

    [TestMethod]
    public async Task Match_updates_the_rows_that_are_there()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/crm/contacts", new { name = "Old", email = "Ada@example.com" });
        var report = await Ok(await Send(t, Contacts + "?match=email", "name,email\nAda,ada@example.com\nNew,new@example.com\nNewer,NEW@example.com\n"));
        Assert.AreEqual("3/1/2/0", Counts(report), report.ToString());
        Assert.AreEqual("Ada,Newer", await t.Scalar<string>("select string_agg(name, ',' order by name) from {schema}.crm_contact"));
    }

    [TestMethod]
    public async Task Encodings_are_told_apart()
    {
        await using var t = await TestTenant.Create();
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        foreach (var (encoding, name) in new (Encoding, string)[] { (new UTF8Encoding(true), "utf-8"), (new UTF8Encoding(false), "utf-8"), (Encoding.Unicode, "utf-16le"), (Encoding.BigEndianUnicode, "utf-16be"), (windows, "windows-1252") })
        {
            byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes("name\nJürgen Straße €\n")];
            var report = await Ok(await Send(t, Contacts, new ByteArrayContent(file)));
            Assert.AreEqual(name, (string?)report["encoding"]);
        }

        Assert.AreEqual(5L, await t.Scalar<long>("select count(*) from {schema}.crm_contact where name = 'Jürgen Straße €'"));
    }

    [TestMethod]
    [DataRow("", 400, "empty_file")]
    [DataRow("\n\n", 400, "empty_file")]
    [DataRow("name\n", 422, "no_rows")]
    [DataRow("name,name\nA,B\n", 422, "invalid_input")]
    [DataRow("name,shoe size\nA,42\n", 422, "invalid_input")]
    [DataRow("name,\"unclosed\nA,B\n", 422, "invalid_input")]
    [DataRow("name\nA\0B\n", 400, "nul_character")]
    [DataRow("email\na@example.com\n", 422, "bad_lines")]
    [DataRow("name\nA,B,C\n", 422, "bad_lines")]
    public async Task A_file_that_is_no_table_is_refused(string file, int status, string code)
    {
        await using var t = await TestTenant.Create();
        var response = await Send(t, Contacts, file);
        Assert.AreEqual($"{status} {code}", $"{(int)response.StatusCode} {(await Json(response))["code"]}");
    }

    [TestMethod]
    public async Task Giant_cells_and_wrong_encodings_are_refused()
    {
        await using var t = await TestTenant.Create();
        Assert.AreEqual("cell_too_large", (string?)(await Json(await Send(t, Contacts, "name\n" + new string('x', 1_000_000) + "\n")))["code"]);
        Assert.AreEqual("wrong_encoding", (string?)(await Json(await Send(t, Contacts, new ByteArrayContent([.. "name\n"u8, 0x81, 0xff, (byte)'\n']))))["code"]);
        Assert.AreEqual("wrong_encoding", (string?)(await Json(await Send(t, Contacts, new ByteArrayContent([0xff, 0xfe, .. Encoding.Unicode.GetBytes("name\nA"), 0x00, 0xd8, 0x41, 0x00]))))["code"]);
        Assert.AreEqual("wrong_parameter", (string?)(await Json(await Send(t, Contacts + "?mode=perhaps", "name\nA\n")))["code"]);
        Assert.AreEqual("wrong_parameter", (string?)(await Json(await Send(t, Contacts + "?mapping=[]", "name\nA\n")))["code"]);
    }

    [TestMethod]
    public async Task A_form_a_mapping_and_bad_lines_as_csv()
    {
        await using var t = await TestTenant.Create();
        using var form = new MultipartFormDataContent { { new StringContent("Vorname;Mail;Egal\nAda;nobody;1\n"), "file", "contacts.csv" } };
        var mapping = Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string?> { ["Vorname"] = "name", ["Mail"] = "email", ["Egal"] = null }));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Contacts}?mode=skip_bad&mapping={mapping}") { Content = form };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        var response = await t.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual("text/csv", response.Content.Headers.ContentType?.MediaType, text);
        StringAssert.StartsWith(text, "line,column,code,message\r\n2,Mail,wrong_format,");
    }

    [TestMethod]
    public async Task The_template_names_the_columns()
    {
        await using var t = await TestTenant.Create();
        var text = await t.Http.GetStringAsync("/api/v1/crm/contacts/import/template.csv");
        StringAssert.StartsWith(text, "name,");
        StringAssert.Contains(text, "company_id");
    }

    [TestMethod]
    public async Task Thousands_of_rows_go_in_seconds()
    {
        await using var t = await TestTenant.Create();
        var file = new StringBuilder("name,email\n");
        for (var i = 0; i < 5_000; i++)
            file.Append($"Contact {i},contact{i}@example.com\n");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.AreEqual("5000/5000/0/0", Counts(await Ok(await Send(t, Contacts, file.ToString()))));
        Console.WriteLine($"{5_000 / watch.Elapsed.TotalSeconds:0} rows/s");
    }

    [TestMethod]
    public async Task Any_file_gets_an_answer_that_blames_the_caller_or_none()
    {
        await using var t = await TestTenant.Create();
        var cells = Gen.Elements("name", "email", "company", "id", "version", "x", "", "\"", "\"\"", "a@b.c", ";", ",", "\t", "\r\n", "\n", "\0", "ä", "\ud83d\ude00", "2026-01-01", "1e999", new string('q', 3_000));
        var files = Gen.ListOf(cells).Select(c => string.Concat(c));
        foreach (var file in files.Sample(60, 30).Append("name\n" + string.Concat(Enumerable.Repeat("\"", 99))))
        {
            foreach (var query in (string[])["?dryRun=true", "?mode=skip_bad&match=email"])
            {
                var response = await Send(t, Contacts + query, "name,email\n" + file);
                Assert.IsLessThan(500, (int)response.StatusCode, $"{JsonSerializer.Serialize(file)}: {await response.Content.ReadAsStringAsync()}");
            }
        }
    }

    private static Task<HttpResponseMessage> Send(TestTenant t, string path, string file, params (string Name, string Value)[] headers) => Send(t, path, new ByteArrayContent(Encoding.UTF8.GetBytes(file)), headers);

    private static Task<HttpResponseMessage> Send(TestTenant t, string path, ByteArrayContent file, params (string Name, string Value)[] headers)
    {
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = file };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return t.Http.SendAsync(request);
    }

    private static async Task<JsonNode> Ok(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<JsonNode> Json(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    private static string Counts(JsonNode report) => $"{report["rows"]}/{report["created"]}/{report["updated"]}/{report["skipped"]}";
}
