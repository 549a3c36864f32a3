using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Events;
using Nexus.Kernel.Events.Live;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Records;

/// <summary>
/// All that happened to a row, newest first: its events, with what the audit knows of them for those who may see it; notes and files; rows
/// that came to belong to it. Each source is asked for as much as the page can show, and merged by time.
/// </summary>
public sealed class TimelineReader(NexusModel model, RowReads reads, EventHistory history, EventSight sight)
{
    /// <summary>Lines of a page.</summary>
    public const int PageEntries = 20;

    private const string Audit = "core.audit_entry";

    /// <param name="relations">Those that have rows.</param>
    public async Task<(IReadOnlyList<TimelineEntry> Entries, DateTimeOffset? Next)> Read(Record record, IEnumerable<Relation> relations, DateTimeOffset before, Tenant tenant, Caller caller, CancellationToken ct)
    {
        var time = Uri.EscapeDataString(before.ToString("O", CultureInfo.InvariantCulture));
        var about = $"resource=eq.{record.Resource.FullName}&row_id=eq.{record.Id}&limit={PageEntries + 1}";
        var entries = new List<TimelineEntry>();
        entries.AddRange(await Changes(record, before, $"{about}&at=lt.{time}&order=at.desc,id.desc", tenant, caller, ct));
        foreach (var (name, kind) in new[] { ("core.note", EntryKind.Note), ("core.attachment", EntryKind.File) })
        {
            var rows = await Rows(model.FindResource(name)!, $"{about}&created_at=lt.{time}&order=created_at.desc,id.desc", tenant, caller, ct);
            entries.AddRange(rows.Select(r => Made(kind, r, model.FindResource(name)!)));
        }

        foreach (var relation in relations)
        {
            var names = string.Join(',', new[] { "id", "created_at", "created_by", relation.Resource.Title.Name }.Distinct());
            var rows = await Rows(relation.Resource, $"select={names}&{relation.Field.Name}=eq.{record.Id}&created_at=lt.{time}&order=created_at.desc,id.desc&limit={PageEntries + 1}", tenant, caller, ct);
            entries.AddRange(rows.Select(r => Made(EntryKind.Linked, r, relation.Resource)));
        }

        var page = entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id, StringComparer.Ordinal).Take(PageEntries + 1).ToList();
        // Entries of one moment stay together, so that none is lost between two pages.
        return page.Count <= PageEntries ? (page, null) : (page[..PageEntries], page[PageEntries - 1].At);
    }

    private async Task<IEnumerable<TimelineEntry>> Changes(Record record, DateTimeOffset before, string audit, Tenant tenant, Caller caller, CancellationToken ct)
    {
        var events = await sight.Visible(await history.About(tenant.Id, Guid.Parse(record.Id), before, 2 * PageEntries, ct), caller, tenant, ct);
        var entries = caller.Rights.RowsFor(Audit + ".read") is null ? [] : await Rows(model.FindResource(Audit)!, audit, tenant, caller, ct);
        // An operation writes both at one moment.
        var moments = events.Where(e => e.Resource == record.Resource.FullName).ToLookup(e => (e.At, e.Actor));
        var audited = entries.Select(e => FromAudit(e, moments[(Time(e["at"]), e["actor"]?.ToString() ?? "")])).ToArray();
        var known = audited.SelectMany(a => a.Events.Select(e => (a.At, e))).ToHashSet();
        var earliest = audited.Length > PageEntries ? audited[^1].At : DateTimeOffset.MinValue;
        return audited.Concat(moments.Where(m => m.Key.At >= earliest).SelectMany(m => m).Where(e => !known.Contains((e.At, e.Name))).Select(FromEvent));
    }

    private static TimelineEntry FromAudit(JsonObject entry, IEnumerable<EventEnvelope> events) =>
        new(EntryKind.Change, entry["id"]!.ToString(), Time(entry["at"]), entry["actor"]?.ToString())
        {
            Audit = entry["id"]!.ToString(),
            UserId = entry["actor_kind"]?.ToString() == "user" ? entry["actor_id"]?.ToString() : null,
            Operation = entry["operation"]?.ToString(),
            Events = [.. events.Select(e => e.Name).Distinct()],
            Before = entry["before"] as JsonObject,
            After = entry["after"] as JsonObject,
            Trace = entry["trace_id"]?.ToString(),
            OnBehalfOf = entry["on_behalf_of"]?.ToString(),
        };

    private static TimelineEntry FromEvent(EventEnvelope happened)
    {
        // A derived event has the row as it became, and which fields changed; what they were only the audit knows.
        var data = JsonNode.Parse(happened.Data.GetRawText()) as JsonObject;
        JsonObject? after = null;
        if (data?["row"] is JsonObject row)
        {
            var changed = (data["changed"] as JsonArray)?.Select(c => c!.ToString()).ToHashSet();
            after = new JsonObject(row.Where(f => changed is null || changed.Contains(f.Key)).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
        }

        return new TimelineEntry(EntryKind.Change, happened.Id.ToString(), happened.At, happened.Actor)
        {
            Events = [happened.Name],
            After = after,
            Trace = happened.TraceParent?.Split('-') is [_, var trace, ..] ? trace : null,
        };
    }

    private static TimelineEntry Made(EntryKind kind, JsonObject row, ResourceType resource) =>
        new(kind, row["id"]!.ToString(), Time(row["created_at"]), row["created_by"]?.ToString()) { Row = row, Resource = resource };

    private static DateTimeOffset Time(JsonNode? value) => DateTimeOffset.Parse(value!.ToString(), CultureInfo.InvariantCulture);

    private async Task<JsonObject[]> Rows(ResourceType resource, string query, Tenant tenant, Caller caller, CancellationToken ct)
    {
        var (rows, _) = await reads.Query(resource, tenant, caller, query, ct);
        return [.. JsonNode.Parse(rows)!.AsArray().Select(r => r!.AsObject())];
    }
}
