using System.Globalization;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Search;

/// <summary>A row that was found.</summary>
/// <param name="Kind">The resource, <c>crm.contact</c>.</param>
/// <param name="Snippet">The part of the row's text around what was found.</param>
/// <param name="Href">Where the row is read.</param>
public sealed record SearchHit(string Kind, Guid Id, string Title, string Snippet, double Score, string Href);

/// <summary>How many rows of a kind were found, up to <see cref="SearchEngine.CandidatesMax"/> for each way of finding.</summary>
public sealed record SearchFacet(string Kind, string Label, long Count);

/// <summary>What a search found: the best rows of all kinds, and how many there are of each.</summary>
public sealed record SearchAnswer(string Query, IReadOnlyList<SearchHit> Hits, IReadOnlyList<SearchFacet> Facets);

/// <summary>
/// Searches all that the caller may read: by words (the last one may be a beginning), and by letters, which forgives typing errors.
/// A row whose title is what was asked comes first, then titles that begin with it, then rows with all words, then the similar ones.
/// </summary>
public sealed class SearchEngine(NexusModel model, NpgsqlDataSource source)
{
    public const int QueryCharactersMax = 200;

    public const int LimitMax = 100;

    public const int LimitDefault = 20;

    /// <summary>Rows of a kind that are looked at, by words and by letters each: a search for a word that is everywhere ends in time.</summary>
    public const int CandidatesMax = 500;

    /// <summary>What a search may take in the database.</summary>
    private const int MillisecondsMax = 2_000;

    /// <summary>Shares of letters' triples from which on words are similar: <c>Smiht</c> finds Smith.</summary>
    private const string Similar = "0.45";

    /// <summary>Kinds that can be searched and that the caller may read.</summary>
    public IEnumerable<ResourceType> Kinds(Tenant tenant, Caller caller) =>
        model.Resources.Where(r => r.Searchable && r.Storage is Storage.Tenant && tenant.Has(r.Module) && caller.Rights.RowsFor(r.ReadPermission) is not null);

    /// <param name="kinds">Resources to search; null for all.</param>
    /// <exception cref="Fault">An unknown kind, one that the caller may not read, or a search that takes too long.</exception>
    public async Task<SearchAnswer> Search(Tenant tenant, Caller caller, string query, IReadOnlyCollection<string>? kinds, int limit, CancellationToken ct)
    {
        var text = Clean(query);
        var among = Kinds(tenant, caller).ToArray();
        if (kinds is not null)
            among = [.. kinds.Distinct().Select(k => among.FirstOrDefault(r => r.FullName == k) ?? throw Fault.Malformed("unknown_kind", $"There is no {(k.Length > 60 ? k[..60] : k)} to search, or you may not read it. There are: {string.Join(", ", among.Select(r => r.FullName))}.", "kinds"))];
        if (text.Length == 0 || among.Length == 0)
            return new SearchAnswer(text, [], []);

        try
        {
            return await Run(tenant, caller, text, among, limit, ct);
        }
        catch (PostgresException e) when (DatabaseFault.Of(e) is { } fault)
        {
            throw fault;
        }
    }

    private async Task<SearchAnswer> Run(Tenant tenant, Caller caller, string text, ResourceType[] among, int limit, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("begin read only"),
                new($"set local statement_timeout = {MillisecondsMax.ToString(CultureInfo.InvariantCulture)}"),
                new($"set local pg_trgm.word_similarity_threshold = {Similar}"),
            },
        };
        foreach (var kind in among)
            batch.BatchCommands.Add(Query(kind, tenant, caller, text, limit).ToBatchCommand());
        batch.BatchCommands.Add(new("commit"));

        var hits = new List<SearchHit>();
        var facets = new List<SearchFacet>();
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(ct);
            // What was set answers with no result: the first result is the first kind's.
            foreach (var kind in among)
            {
                var count = 0L;
                while (await reader.ReadAsync(ct))
                {
                    count = reader.GetInt64(4);
                    var title = reader.IsDBNull(1) ? "" : reader.GetString(1);
                    hits.Add(new SearchHit(kind.FullName, reader.GetGuid(0), title, Snippet.Of(reader.GetString(2), text), Math.Round(reader.GetDouble(3), 3), $"/api/v1/{kind.Module}/{kind.Plural}/{reader.GetGuid(0)}"));
                }

                if (count > 0)
                    facets.Add(new SearchFacet(kind.FullName, Names.Label(kind.Plural), count));
                await reader.NextResultAsync(ct);
            }
        }
        catch (PostgresException)
        {
            await using var undo = new NpgsqlCommand("rollback", connection);
            await undo.ExecuteNonQueryAsync(CancellationToken.None);
            throw;
        }

        return new SearchAnswer(text, [.. hits.OrderByDescending(h => h.Score).ThenBy(h => h.Title, StringComparer.OrdinalIgnoreCase).ThenBy(h => h.Id).Take(limit)], [.. facets.OrderByDescending(f => f.Count)]);
    }

    /// <summary>The best rows of a kind: id, title, text, score, number found.</summary>
    internal Sql Query(ResourceType kind, Tenant tenant, Caller caller, string text, int limit)
    {
        var table = TenantDb.TableOf(kind, tenant);
        var rule = RowRules.Condition(model, kind, "t", caller.Rights.RowsFor(kind.ReadPermission) ?? Rows.Own, caller, tenant) ?? Sql.Raw("true");
        var title = kind.Title.Kind is FieldKind.Text ? Sql.Raw($"coalesce(t.{Sql.Quote(kind.Title.Name)}, '')") : Sql.Raw("t.id::text");
        var words = Words(text);
        var beginning = Like(text.ToLowerInvariant()) + "%";
        return $"""
            with found as (
              (select t.id from {table} t where t.search @@ to_tsquery('simple'::regconfig, {words}) and t.archived_at is null and {rule} limit {CandidatesMax})
              union
              (select t.id from {table} t where {text} operator(public.<%) t.search_text and t.archived_at is null and {rule} limit {CandidatesMax}))
            select t.id, {title}, left(t.search_text, 4000),
                   (case when lower({title}) = lower({text}) then 4 when lower({title}) like {beginning} then 3 when t.search @@ to_tsquery('simple'::regconfig, {words}) then 2 else 0 end
                     + public.word_similarity({text}, t.search_text) * 0.9 + public.similarity({text}, {title}) * 0.09)::float8 as score,
                   (select count(*) from found)
            from found join {table} t on t.id = found.id
            order by score desc, t.id limit {limit}
            """;
    }

    /// <summary>All words, the last one as a beginning: <c>'ada' &amp; 'love':*</c>.</summary>
    internal static string Words(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => $"'{w.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'").ToArray();
        return string.Join(" & ", words) + ":*";
    }

    private static string Like(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    /// <summary>Without characters that no text holds, with single spaces, not longer than it may be.</summary>
    private static string Clean(string query)
    {
        var plain = new string([.. query.Take(QueryCharactersMax).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
