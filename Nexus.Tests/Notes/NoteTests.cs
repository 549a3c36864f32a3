using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Nexus.Tests.Derive.Rest;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Notes;

/// <summary>Notes and files go by the rights to the row that they are about.</summary>
[TestClass]
public sealed class NoteTests
{
    [TestMethod]
    public async Task Who_may_read_the_row_reads_its_notes_and_nobody_else_does()
    {
        await using var t = await Workshop.Tenant();
        var (ann, annHttp) = await TestUsers.Add(t, "worker");
        var (_, bobHttp) = await TestUsers.Add(t, "worker");
        var (_, nobody) = await TestUsers.Add(t, "no_such_role");
        var job = (string)(await t.Create("/api/v1/shop/jobs", new { name = "ann's", size = "small", owner_id = ann }))["id"]!;
        Assert.AreEqual(HttpStatusCode.Created, (await Post(annHttp, "notes", new { resource = "shop.job", row_id = job, text = "by ann" })).StatusCode);
        var note = (string)JsonNode.Parse(await annHttp.GetStringAsync($"/api/v1/core/notes?row_id=eq.{job}"))![0]!["id"]!;
        Assert.AreEqual("by ann", (string?)(await t.Read($"/api/v1/core/notes?row_id=eq.{job}"))[0]!["text"]);

        Assert.AreEqual("[]", await bobHttp.GetStringAsync("/api/v1/core/notes"));
        Assert.AreEqual(HttpStatusCode.NotFound, (await bobHttp.GetAsync($"/api/v1/core/notes/{note}")).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await Post(bobHttp, "notes", new { resource = "shop.job", row_id = job, text = "by bob" })).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await Patch(bobHttp, $"notes/{note}", new { text = "changed" })).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await Post(bobHttp, $"notes/{note}/archive", new { })).StatusCode);
        Assert.AreEqual(HttpStatusCode.Forbidden, (await nobody.GetAsync("/api/v1/core/notes")).StatusCode);
        Assert.AreEqual(HttpStatusCode.Forbidden, (await Post(nobody, "notes", new { resource = "shop.job", row_id = job, text = "x" })).StatusCode);
    }

    [TestMethod]
    public async Task Who_may_read_a_row_but_not_change_it_writes_no_note_about_it()
    {
        await using var t = await Workshop.Tenant();
        var (_, foreman) = await TestUsers.Add(t, "foreman");
        var bench = (string)(await t.Create("/api/v1/shop/benches", new { name = "Only" }))["id"]!;
        await t.Create("/api/v1/core/notes", new { resource = "shop.bench", row_id = bench, text = "oiled" });
        StringAssert.Contains(await foreman.GetStringAsync("/api/v1/core/notes"), "oiled");
        var refused = await Post(foreman, "notes", new { resource = "shop.bench", row_id = bench, text = "x" });
        Assert.AreEqual(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.AreEqual("shop.bench.update", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["permission"]);
    }

    [TestMethod]
    [DataRow("no.such", 422)]
    [DataRow("core.note", 422)]
    [DataRow("'; drop table nexus.notes; --", 422)]
    [DataRow("shop.job", 404)]
    public async Task A_note_is_about_a_row_that_there_is(string resource, int status)
    {
        await using var t = await Workshop.Tenant();
        Assert.AreEqual(status, (int)(await t.Post("/api/v1/core/notes", new { resource, row_id = Guid.CreateVersion7(), text = "x" })).StatusCode);
    }

    [TestMethod]
    public async Task Another_tenant_sees_neither_notes_nor_files()
    {
        await using var t = await Workshop.Tenant();
        await using var other = await Workshop.Tenant();
        var bench = (string)(await t.Create("/api/v1/shop/benches", new { name = "Only" }))["id"]!;
        var note = (string)(await t.Create("/api/v1/core/notes", new { resource = "shop.bench", row_id = bench, text = "secret" }))["id"]!;
        var file = (string)(await t.Create("/api/v1/core/attachments", new { resource = "shop.bench", row_id = bench, name = "a.txt", content = "YQ==" }))["id"]!;
        Assert.AreEqual("[]", (await other.Read("/api/v1/core/notes")).ToJsonString());
        Assert.AreEqual(404, (int)(await other.Http.GetAsync($"/api/v1/core/notes/{note}")).StatusCode);
        Assert.AreEqual(404, (int)(await other.Http.GetAsync($"/api/v1/core/attachments/{file}/content")).StatusCode);
        Assert.AreEqual(404, (int)(await other.Post($"/api/v1/core/attachments/{file}/archive", new { })).StatusCode);
        Assert.AreEqual(404, (int)(await other.Post("/api/v1/core/notes", new { resource = "shop.bench", row_id = bench, text = "x" })).StatusCode);
    }

    [TestMethod]
    public async Task A_file_comes_back_byte_for_byte_and_never_as_a_page()
    {
        await using var t = await Workshop.Tenant();
        var (_, bob) = await TestUsers.Add(t, "worker");
        var bench = (string)(await t.Create("/api/v1/shop/benches", new { name = "Only" }))["id"]!;
        var bytes = Encoding.UTF8.GetBytes("<script>alert(1)</script>");
        var file = await t.Create("/api/v1/core/attachments", new { resource = "shop.bench", row_id = bench, name = "../..\\evil\r\n\u202e\"<b>.html", content_type = "text/html", content = Convert.ToBase64String(bytes) });
        Assert.AreEqual("evilb.html", (string?)file["name"]);
        Assert.AreEqual(bytes.Length, (int)file["size"]!);
        var answer = await t.Http.GetAsync($"/api/v1/core/attachments/{file["id"]}/content");
        CollectionAssert.AreEqual(bytes, await answer.Content.ReadAsByteArrayAsync());
        Assert.AreEqual("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.AreEqual("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.AreEqual("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        StringAssert.Contains(answer.Headers.GetValues("Content-Security-Policy").Single(), "sandbox");
        Assert.AreEqual(404, (int)(await bob.GetAsync($"/api/v1/core/attachments/{file["id"]}/content")).StatusCode);
        await t.Post($"/api/v1/core/attachments/{file["id"]}/archive", new { });
        Assert.AreEqual(404, (int)(await t.Http.GetAsync($"/api/v1/core/attachments/{file["id"]}/content")).StatusCode);
    }

    [TestMethod]
    [DataRow("", "content")]
    [DataRow("not base64", "content")]
    public async Task What_is_no_file_is_refused(string content, string field)
    {
        await using var t = await Workshop.Tenant();
        var bench = (string)(await t.Create("/api/v1/shop/benches", new { name = "Only" }))["id"]!;
        var answer = await t.Post("/api/v1/core/attachments", new { resource = "shop.bench", row_id = bench, name = "a.txt", content });
        Assert.AreEqual(422, (int)answer.StatusCode);
        Assert.AreEqual(field, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!["field"]);
    }

    [TestMethod]
    public async Task A_file_larger_than_5_MiB_is_refused()
    {
        await using var t = await Workshop.Tenant();
        var bench = (string)(await t.Create("/api/v1/shop/benches", new { name = "Only" }))["id"]!;
        Assert.AreEqual(201, (int)(await t.Post("/api/v1/core/attachments", new { resource = "shop.bench", row_id = bench, name = "a.bin", content = Convert.ToBase64String(new byte[Kernel.Notes.Attachment.BytesMax]) })).StatusCode);
        Assert.AreEqual(422, (int)(await t.Post("/api/v1/core/attachments", new { resource = "shop.bench", row_id = bench, name = "a.bin", content = Convert.ToBase64String(new byte[Kernel.Notes.Attachment.BytesMax + 1]) })).StatusCode);
    }

    private static Task<HttpResponseMessage> Post(HttpClient http, string path, object body) => http.PostAsync("/api/v1/core/" + path, new StringContent(System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));

    private static Task<HttpResponseMessage> Patch(HttpClient http, string path, object body) => http.PatchAsync("/api/v1/core/" + path, new StringContent(System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));
}
