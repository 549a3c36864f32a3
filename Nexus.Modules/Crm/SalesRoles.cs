using Nexus.Kernel.Declare;

namespace Nexus.Modules.Crm;

/// <summary>What the roles of a sales team may do.</summary>
internal static class SalesRoles
{
    /// <summary>What everybody in sales has to see: the steps, reasons and labels to choose from, and colleagues' names.</summary>
    private static readonly Grant[] Shared =
    [
        new("crm.pipeline.read"),
        new("crm.stage.read"),
        new("crm.lost_reason.read"),
        new("crm.tag.read"),
        new("core.user.read"),
        new("core.team.read"),
    ];

    private static readonly Grant[] Reports =
    [
        new("crm.open_pipeline_by_month.read"),
        new("crm.won_by_month.read"),
        new("crm.win_rate_by_month.read"),
        new("crm.leads_by_month.read"),
        new("crm.overdue_deals.read"),
        new("crm.activities_due.read"),
        new("crm.pipeline_by_stage.read"),
        new("crm.forecast.read"),
        new("crm.sales_by_owner.read"),
        new("crm.conversion_by_source.read"),
        new("crm.activity_by_owner.read"),
        new("crm.time_in_stage.read"),
        new("crm.lost_reasons.read"),
        new("crm.duplicate_contacts.read"),
        new("crm.duplicate_companies.read"),
    ];

    /// <summary>Reports show the rows that one may read.</summary>
    public static Grant[] Representative =>
    [
        .. Shared,
        .. Reports,
        .. Own("crm.company", "read", "create", "update", "archive", "restore"),
        .. Own("crm.contact", "read", "create", "update", "archive", "restore"),
        .. Own("crm.lead", "read", "create", "update", "start", "qualify", "disqualify", "reopen", "convert", "assign"),
        .. Own("crm.deal", "read", "create", "update", "win", "lose", "reopen", "move", "change_pipeline", "assign"),
        .. Own("crm.activity", "read", "create", "update", "archive", "restore", "complete", "reopen", "reschedule"),
        new("crm.deal_stage_change.read", Rows.Own),
    ];

    public static Grant[] Manager =>
    [
        .. Shared,
        .. Reports,
        .. new[] { "company", "contact", "lead", "deal", "activity" }.Select(resource => new Grant($"crm.{resource}.*", Rows.Team)),
        new("crm.deal_stage_change.read", Rows.Team),
        new("crm.tag.*"),
    ];

    public static Grant[] Director => [.. Shared, new("crm.*")];

    private static IEnumerable<Grant> Own(string resource, params string[] verbs) => verbs.Select(verb => new Grant($"{resource}.{verb}", Rows.Own));
}
