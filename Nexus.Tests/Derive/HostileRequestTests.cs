using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive;

/// <summary>Any method with any body, query and headers on every mapped route: the answer is never a fault of ours, and each fault has a code.</summary>
[TestClass]
public sealed class HostileRequestTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(12);
    private const int AtOnce = 4;
    private const int Seed = 20261121;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];
    private static readonly string[] Values = ["null", "true", "1", "-1.5", "3000000000", "-9223372036854775808", "99999999999999999999", "1e400", "\"\"", "\"a\"", "\"\\u0000\"", "\"\\ud800\"", "\"2026-02-30\"", "\"9999-12-31\"", "\"0001-01-01\"", "\"0001-01-01T00:00:00Z\"", "\"01900000-0000-7000-8000-000000000000\"", "\"=1+1\"", "\"a@b.c\"", "[]", "[null]", "[1,{}]", "{}", "{\"a\":{\"b\":[]}}", "{\"amount\":1e20,\"currency\":\"XXX\"}"];
    private static readonly string[] Bodies = ["", "{", "[]", "null", "1", "\"a\"", "{}", "[{}]", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "{\"a\":1,\"a\":2}", "\u0000", "{\"\\ud800\":1}", "name,email\n\"a", "\ufeffname;x\na;b\n", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"get\",\"arguments\":null}}", "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":null}", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\na\r\n--x--"];
    private static readonly string[] Types = ["application/json", "application/json; charset=utf-16", "text/csv", "text/csv; charset=nonsense", "multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded", "application/gzip", "x", ""];
    private static readonly string[] Queries = ["", "dryRun=true", "dryRun=perhaps", "select=*", "select=id,name(", "limit=-1", "limit=99999999999", "offset=9223372036854775807", "order=,", "id=eq.1", "id=in.()", "q=%00", "q=%ff%fe", "since=x", "after=x", "types=*.*.*", "type=(", "mode=x", "match=x", "confirm=x", "format=x", "permission=%00", "user_id=x", "tenant=x", "from=0001-01-01&to=9999-12-31", "committed_from=3000000000", "a=1&a=2", "=", "%", "&&&", "columns=x", "last_event_id=x", "window=x", "sequence=-1"];
    private static readonly (string Name, string Value)[] Headers =
    [
        ("Prefer", "return=representation"), ("Prefer", "count=exact, tx=rollback"), ("Prefer", "duplicates=refuse, resolution=merge-duplicates"), ("Range", "5-1"), ("Range", "0-99999999999999999999"), ("Range", "x"), ("Range-Unit", "bytes"),
        ("If-Match", "\"1\""), ("If-Match", "W/\"x\", *"), ("If-None-Match", "*,,\""), ("Idempotency-Key", "k"), ("Idempotency-Key", ""), ("Idempotency-Key", new string('k', 300)), ("Accept", "text/csv"), ("Accept", "application/vnd.pgrst.object+json"), ("Accept", "text/event-stream"), ("Accept", ";;q=x"),
        ("X-Tenant", "x"), ("Last-Event-ID", "x"), ("Mcp-Session-Id", "x"), ("MCP-Protocol-Version", "x"), ("Origin", "null"), ("Content-Encoding", "gzip"), ("traceparent", "00-x"), ("Authorization", "Bearer nx_0000000000000000000000000000000000000000000"), ("Authorization", "Basic eA=="), ("Authorization", "Bearer a.b.c"), ("Cookie", "nexus=x"), ("Upgrade", "websocket"), ("X-Forwarded-For", "x"), ("Accept-Language", "x"),
    ];

    [TestMethod]
    public async Task No_request_is_answered_by_a_fault_of_ours()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        var row = (string)(await t.Create("/api/v1/crm/contacts", new { name = "Ada" }))["id"]!;
        var administrator = await api.Get<PlatformAdministrator>().Ensure() ?? throw new InvalidOperationException("The platform's administrator was there already.");
        using var anonymous = api.Client();
        var login = await anonymous.PostAsJsonAsync("/api/v1/auth/login", new { username = administrator.Email, password = administrator.Password });
        using var platform = api.Client((string)JsonNode.Parse(await login.Content.ReadAsStringAsync())!["access_token"]!);
        platform.DefaultRequestHeaders.Add("X-Tenant", t.Tenant.Id.ToString());
        HttpClient[] clients = [t.Http, platform, anonymous];

        var routes = api.Get<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText!).Distinct().ToArray();
        Assert.IsGreaterThan(30, routes.Length);
        var operations = api.Model.Operations.ToArray();
        var wrong = new ConcurrentBag<string>();
        var count = 0;
        var until = Environment.TickCount64 + (long)Longest.TotalMilliseconds;
        await Parallel.ForEachAsync(Enumerable.Range(0, AtOnce), async (worker, ct) =>
        {
            var random = new Random(Seed + worker);
            T Any<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
            while (Environment.TickCount64 < until && wrong.IsEmpty)
            {
                var operation = Any(operations);
                var (resource, fields) = (operation.Resource, operation.Fields);
                var its = random.Next(2) == 0;
                var route = its ? operation.Route : Any(routes);
                // What takes the tenant away would leave nothing to try.
                var path = string.Join('/', route.Split('/').Select(part => !part.StartsWith('{') ? part : random.Next(12) == 0 ? Any(["x", "%00", "..", "a%2fb", "%ff", new string('a', 300)]) : part switch
                {
                    "{module}" => resource.Module,
                    "{resources}" => resource.Plural,
                    "{verb}" => operation.Verb,
                    "{report}" => Any(api.Model.Reports.ToArray()).Name.Split('.')[^1],
                    _ when part.StartsWith("{id", StringComparison.Ordinal) => route.Contains("tenants/", StringComparison.Ordinal) ? Guid.NewGuid().ToString() : row,
                    _ => "x",
                }));
                var query = Any(Queries);
                var request = new HttpRequestMessage(new HttpMethod(its ? operation.Method : random.Next(3) > 0 ? Any(["GET", "POST", "PATCH"]) : Any(Methods)), path + (query.Length > 0 ? "?" + query : ""));
                var body = random.Next(its ? 10 : 2) == 0 || fields.Count == 0 ? Any(Bodies) : "{" + string.Join(',', fields.Where(f => f.Required || random.Next(3) == 0).Select(f => $"\"{f.Name}\":{(random.Next(2) == 0 ? Fitting(f, row) : Any(Values))}")) + "}";
                if (request.Method.Method is not ("GET" or "HEAD" or "TRACE"))
                {
                    request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(3) > 0 ? "application/json" : Any(Types));
                }

                for (var i = random.Next(3); i > 0; i--)
                {
                    var (name, value) = Any(Headers);
                    if (!request.Headers.TryAddWithoutValidation(name, value))
                        request.Content?.Headers.TryAddWithoutValidation(name, value);
                }

                var told = $"{request.Method} {request.RequestUri} {string.Join(' ', request.Headers.Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"))} {body}";
                Interlocked.Increment(ref count);
                if (await Fault(Any(clients), request) is { } fault)
                    wrong.Add($"{fault} for {told}");
            }
        });
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(200, count);
    }

    /// <summary>A value that the field takes, so that what stands beside it is reached.</summary>
    private static string Fitting(Field field, string row) => field.Kind switch
    {
        FieldKind.Boolean => "true",
        FieldKind.Integer or FieldKind.Decimal => "1",
        FieldKind.Money => "{\"amount\":1,\"currency\":\"EUR\"}",
        FieldKind.Date => "\"2026-01-01\"",
        FieldKind.Instant => "\"2026-01-01T00:00:00Z\"",
        FieldKind.Id => $"\"{row}\"",
        FieldKind.Choice => $"\"{field.Choices[0]}\"",
        FieldKind.TextList => "[\"crm.deal.read\"]",
        FieldKind.Json => "{}",
        _ => field.Format is Format.Email ? "\"a@example.com\"" : "\"a\"",
    };

    /// <summary>Null when the answer is right. Streams are left after their head.</summary>
    private static async Task<string?> Fault(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var status = (int)response.StatusCode;
        if (status < 400)
            return null;
        var text = await response.Content.ReadAsStringAsync();
        if (status >= 500)
            return $"{status} {text}";
        if (request.Method == HttpMethod.Head || request.Method == HttpMethod.Trace || text.Length == 0 || response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
            return null;
        return JsonNode.Parse(text)!["code"] is null ? $"{status} without a code: {text}" : null;
    }
}
