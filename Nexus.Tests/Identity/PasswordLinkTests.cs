using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Mail;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class PasswordLinkTests
{
    [TestMethod]
    public async Task A_link_counts_once_and_ends_the_sessions_of_the_old_password()
    {
        await using var t = await TestTenant.Create();
        var user = await t.Create("/api/v1/core/users/invite", new { email = "ada@example.com", roles = new[] { "viewer" } });
        var session = (string)(await Credentials.LogIn(t.Api, "ada@example.com", (string)user["password"]!, t.Tenant.Id))["access_token"]!;
        var code = Code((string)JsonNode.Parse(await (await t.Post($"/api/v1/core/users/{user["id"]}/issue_password_link", new { })).Content.ReadAsStringAsync())!["link"]!);

        Assert.AreEqual("422", await Use(t, code, "short"));
        Assert.AreEqual("204", await Use(t, code, "a-new-pass-word"));
        Assert.AreEqual("422", await Use(t, code, "another-pass-word"));
        await Eventually.Equal(false, async () => (bool)(await Credentials.Verify(t.Api, session))["valid"]!);
        await Credentials.LogIn(t.Api, "ada@example.com", "a-new-pass-word", t.Tenant.Id);
    }

    [TestMethod]
    public async Task Of_two_that_use_a_link_at_once_one_comes_too_late()
    {
        await using var t = await TestTenant.Create();
        var user = await t.Create("/api/v1/core/users/invite", new { email = "ada@example.com", roles = new[] { "viewer" } });
        var code = Code((string)user["link"]!);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Use(t, code, $"pass-word-number-{i}")));
        Assert.AreEqual(1, answers.Count(a => a == "204"), string.Join(", ", answers));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("np_")]
    [DataRow("np_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [DataRow("np_!")]
    public async Task A_made_up_code_opens_nothing(string code)
    {
        await using var t = await TestTenant.Create();
        Assert.AreEqual("422", await Use(t, code, "a-new-pass-word"));
    }

    [TestMethod]
    public async Task Nobody_makes_a_link_for_who_may_do_more()
    {
        await using var t = await TestTenant.Create();
        var helper = await TestKey.Create(t, new Grant("core.user.*"));
        var administrator = await t.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant} and 'administrator' = any(roles)");
        var response = await t.Api.Client(helper.Key).PostAsync($"/api/v1/core/users/{administrator}/issue_password_link", Credentials.Json(new { }));
        Assert.AreEqual(403, (int)response.StatusCode);
    }

    [TestMethod]
    public async Task A_lost_password_is_answered_alike_for_everybody_and_sent_to_users_only()
    {
        var mailer = new Outbox();
        await using var api = await TestApi.Start(configure: builder =>
        {
            builder.Services.AddSingleton<IMailer>(mailer);
            builder.Configuration[LostPasswords.AddressSetting] = "https://nexus.example.com";
        });
        await using var t = await TestTenant.Create(api);
        foreach (var email in (string[])["nobody@example.com", t.Activated.Username.ToUpperInvariant()])
            Assert.AreEqual(204, (int)(await Credentials.Post(api, null, "password/lost", new { email })).StatusCode);
        // The bystander has an account with the same e-mail: a link for each.
        await Eventually.Equal(2, () => Task.FromResult(mailer.Sent.Count));
        Assert.IsTrue(mailer.Sent.All(m => m.To == t.Activated.Username));
        var link = mailer.Sent.First(m => m.Subject.Contains("Acme", StringComparison.Ordinal)).Text.Split('\n').First(l => l.StartsWith("https://nexus.example.com/password#", StringComparison.Ordinal));
        Assert.AreEqual("204", await Use(t, Code(link), "a-new-pass-word"));
        await Credentials.LogIn(api, t.Activated.Username, "a-new-pass-word", t.Tenant.Id);
    }

    private static string Code(string link) => link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..].Trim();

    private static async Task<string> Use(TestTenant t, string code, string password) =>
        ((int)(await Credentials.Post(t.Api, null, "password/set", new { code, password })).StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Outbox : IMailer
    {
        public System.Collections.Concurrent.ConcurrentQueue<MailText> Sent { get; } = new();

        public bool IsConfigured => true;

        public Task Send(MailText mail, CancellationToken ct)
        {
            Sent.Enqueue(mail);
            return Task.CompletedTask;
        }
    }
}
