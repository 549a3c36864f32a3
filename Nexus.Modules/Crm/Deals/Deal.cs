using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Companies;
using Nexus.Modules.Crm.Contacts;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Deals;

/// <summary>A sale that may come about. It moves through the stages of a pipeline until it is won or lost.</summary>
[Resource("crm.deal")]
public sealed class Deal : Resource, IOwned, IBeforeCreate
{
    /// <summary>What the deal is called.</summary>
    [Required, MaxLength(200), Searchable]
    public string Name { get; set; } = "";

    /// <summary>What it is worth, as far as one knows.</summary>
    [Range(0d, 999_999_999_999_999d)]
    public Money? Value { get; set; }

    /// <summary>How it stands: open, won or lost. Changed by win, lose and reopen.</summary>
    [ReadOnly(true), Indexed]
    public DealStatus Status { get; set; }

    /// <summary>The pipeline it goes through; the default one when none is given. Changed by <c>change_pipeline</c>.</summary>
    [References<Pipeline>, Immutable]
    public Guid PipelineId { get; set; }

    /// <summary>The stage it is in; the pipeline's first open one when none is given. Changed by <c>move</c>.</summary>
    [References<Stage>, Immutable]
    public Guid StageId { get; set; }

    /// <summary>Place among the deals of its stage; smaller comes first. A new arrival goes to the end.</summary>
    [ReadOnly(true)]
    public decimal Position { get; set; }

    /// <summary>The company that buys; taken from the contact when only that is given.</summary>
    [References<Company>]
    public Guid? CompanyId { get; set; }

    /// <summary>The person to talk to first.</summary>
    [References<Contact>]
    public Guid? ContactId { get; set; }

    /// <summary>The day on which it is expected to close.</summary>
    [Indexed]
    public DateOnly? ExpectedCloseOn { get; set; }

    /// <summary>Chance in percent that it is won, where one knows better than the stage.</summary>
    [Range(0, 100)]
    public int? Probability { get; set; }

    /// <summary>Where it came from, such as <c>referral</c>.</summary>
    [MaxLength(100), Indexed]
    public string? Source { get; set; }

    /// <summary>What it is about.</summary>
    [Multiline, Searchable, MaxLength(20_000)]
    public string? Description { get; set; }

    /// <summary>What has to be done next.</summary>
    [MaxLength(500)]
    public string? NextStep { get; set; }

    /// <summary>Labels, by name.</summary>
    [MaxLength(50), Indexed, Searchable]
    public string[] Tags { get; set; } = [];

    /// <summary>The user who answers for the deal.</summary>
    [References<User>, Display(GroupName = "Responsible")]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that works on it.</summary>
    [References<Team>, Display(GroupName = "Responsible")]
    public Guid? TeamId { get; set; }

    /// <summary>When it entered the stage that it is in.</summary>
    [ReadOnly(true), Display(GroupName = "History", Name = "In stage since")]
    public DateTimeOffset StageEnteredAt { get; set; }

    /// <summary>When it was won. Set by <c>win</c>; given at creation only for a deal won earlier, in a won stage.</summary>
    [Immutable, Indexed, Display(GroupName = "History")]
    public DateTimeOffset? WonAt { get; set; }

    /// <summary>When it was lost. Set by <c>lose</c>; given at creation only for a deal lost earlier, in a lost stage.</summary>
    [Immutable, Indexed, Display(GroupName = "History")]
    public DateTimeOffset? LostAt { get; set; }

    /// <summary>Why it was lost.</summary>
    [References<LostReason>, Immutable, Display(GroupName = "History")]
    public Guid? LostReasonId { get; set; }

    /// <summary>Why it was lost, in somebody's own words.</summary>
    [Immutable, MaxLength(1000), Display(GroupName = "History")]
    public string? LostNote { get; set; }

    public async Task BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        var stage = await FirstStage.Find(db, PipelineId, StageId, ct);
        if (ContactId is not null && CompanyId is null)
            CompanyId = (await db.Get<Contact>(ContactId, ct))?.CompanyId;

        var (wonAt, lostAt, reason, note) = (WonAt, LostAt, LostReasonId, LostNote);
        (WonAt, LostAt, LostReasonId, LostNote) = (null, null, null, null);
        db.Add(Enter(stage, null, call));
        if (stage.Kind is StageKind.Won)
            (Status, WonAt) = (DealStatus.Won, wonAt ?? call.Now);
        else if (stage.Kind is StageKind.Lost)
            (Status, LostAt, LostReasonId, LostNote) = (DealStatus.Lost, lostAt ?? call.Now, reason, note);

        var faults = new List<FieldFault>();
        if (wonAt is not null && stage.Kind is not StageKind.Won)
            faults.Add(new FieldFault("won_at", "not_allowed", "Only a deal in a won stage was won."));
        if (lostAt is not null && stage.Kind is not StageKind.Lost)
            faults.Add(new FieldFault("lost_at", "not_allowed", "Only a deal in a lost stage was lost."));
        if ((reason is not null || note is not null) && stage.Kind is not StageKind.Lost)
            faults.Add(new FieldFault(reason is not null ? "lost_reason_id" : "lost_note", "not_allowed", "Only a deal in a lost stage was lost."));
        if (stage.Kind is StageKind.Lost && reason is null && note is null)
            faults.Add(new FieldFault("lost_reason_id", "required", "Say why the deal was lost, by lost_reason_id or lost_note."));
        if (faults.Count > 0)
            throw Fault.Invalid(faults);
    }

    /// <summary>Puts the deal at the end of a stage.</summary>
    /// <returns>The line of history to save.</returns>
    internal DealStageChange Enter(Stage stage, Guid? from, Call call, decimal? position = null)
    {
        var change = new DealStageChange
        {
            DealId = Id,
            FromStageId = from,
            ToStageId = stage.Id,
            DaysInStage = from is null ? null : Math.Round((decimal)(call.Now - StageEnteredAt).TotalDays, 3),
        };
        PipelineId = stage.PipelineId;
        StageId = stage.Id;
        StageEnteredAt = call.Now;
        Position = position ?? call.Now.ToUnixTimeMilliseconds();
        return change;
    }

    /// <summary>Makes the deal won.</summary>
    internal DealStageChange? Win(IReadOnlyList<Stage> stages, Stage? stage, Call call)
    {
        stage ??= stages.FirstOrDefault(s => s.Kind is StageKind.Won && s.ArchivedAt is null);
        var change = stage is null ? null : Enter(stage, StageId, call);
        (Status, WonAt) = (DealStatus.Won, call.Now);
        return change;
    }

    /// <summary>Makes the deal lost.</summary>
    internal DealStageChange? Lose(IReadOnlyList<Stage> stages, Stage? stage, Guid? reason, string? note, Call call)
    {
        stage ??= stages.FirstOrDefault(s => s.Kind is StageKind.Lost && s.ArchivedAt is null);
        var change = stage is null ? null : Enter(stage, StageId, call);
        (Status, LostAt, LostReasonId, LostNote) = (DealStatus.Lost, call.Now, reason, note);
        return change;
    }

    /// <summary>Makes the deal open again, in an open stage.</summary>
    internal DealStageChange? Reopen(Stage stage, Call call)
    {
        (Status, WonAt, LostAt, LostReasonId, LostNote) = (DealStatus.Open, null, null, null, null);
        return stage.Id == StageId ? null : Enter(stage, StageId, call);
    }
}
