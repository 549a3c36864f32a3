using System.Text;

namespace Nexus.Tests.Isolation;

/// <summary>One tenant tries to get at another's data: every answer is searched for what belongs to the other.</summary>
public sealed class Attack(FilledTenant attacker, FilledTenant victim)
{
    /// <summary>A stream that stays open is read for this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly List<string> _failures = [];

    /// <summary>Calls made so far; a generator that finds nothing to try is broken.</summary>
    public int Tried { get; private set; }

    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Sends a call with the attacker's key and looks for leaks.</summary>
    /// <param name="expected">Whether a status is right; 5xx never is.</param>
    public async Task<int> Try(HttpMethod method, string path, string? body = null, Func<int, bool>? expected = null, string? token = null, params (string Name, string Value)[] headers)
    {
        Tried++;
        var request = new HttpRequestMessage(method, new Uri(attacker.Tenant.Api.Address, path));
        request.Headers.Authorization = new("Bearer", token ?? attacker.Tenant.Activated.ApiKey);
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var http = new HttpClient();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var status = (int)response.StatusCode;
        var text = response.Headers + await ReadAll(response);
        var what = $"{method} {path} {body} -> {status}";
        if (status >= 500 || expected is not null && !expected(status))
            _failures.Add($"{what}: wrong status. {Shorten(text)}");
        var sent = path + body + string.Concat(headers.Select(h => h.Value));
        if (text.Contains(victim.Mark, StringComparison.OrdinalIgnoreCase) && !sent.Contains(victim.Mark, StringComparison.OrdinalIgnoreCase))
            _failures.Add($"{what}: shows a text of the other tenant. {Shorten(text)}");
        if (victim.Ids.FirstOrDefault(id => text.Contains(id, StringComparison.OrdinalIgnoreCase) && !sent.Contains(id, StringComparison.OrdinalIgnoreCase)) is { } leaked)
            _failures.Add($"{what}: shows the id {leaked} of the other tenant. {Shorten(text)}");
        return status;
    }

    private static async Task<string> ReadAll(HttpResponseMessage response)
    {
        using var patience = new CancellationTokenSource(response.Content.Headers.ContentType?.MediaType == "text/event-stream" && response.RequestMessage!.Method == HttpMethod.Get ? Patience : TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));
            var buffer = new char[8192];
            int read;
            while ((read = await reader.ReadAsync(buffer, patience.Token)) > 0)
                text.Append(buffer, 0, read);
        }
        catch (OperationCanceledException)
        {
            // The stream is a live one.
        }

        return text.ToString();
    }

    private static string Shorten(string text) => text.Length > 600 ? text[..600] + "…" : text;
}
