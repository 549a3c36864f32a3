using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Owners;
using Nexus.Modules.Crm.Pipelines;
using static Nexus.Tests.Crm.Circumstances;

namespace Nexus.Tests.Crm;

/// <summary>What is decided about deals; one row for each refusal, in the order in which they take precedence.</summary>
[TestClass]
public sealed class DealDecisionTests
{
    private static readonly Pipeline Sales = new() { Id = Guid.CreateVersion7(), Name = "Sales" };
    private static readonly Pipeline Renewals = new() { Id = Guid.CreateVersion7(), Name = "Renewals" };
    private static readonly Stage First = Step("First", StageKind.Open);
    private static readonly Stage Second = Step("Second", StageKind.Open);
    private static readonly Stage Old = Step("Old", StageKind.Open, archived: true);
    private static readonly Stage Won = Step("Won", StageKind.Won);
    private static readonly Stage Lost = Step("Lost", StageKind.Lost);
    private static readonly Stage Due = Step("Due", StageKind.Open, pipeline: Renewals);
    private static readonly Stage Renewed = Step("Renewed", StageKind.Won, pipeline: Renewals);
    private static readonly Stage[] Stages = [First, Second, Old, Won, Lost];
    private static readonly WhyLost Price = new(Guid.CreateVersion7(), "Too expensive", null);

    [TestMethod]
    public void Win()
    {
        Check<DealWon>(
            ("archived before all", () => Decide(Given(DealStatus.Won, archived: true)), "archived"),
            ("won", () => Decide(Given(DealStatus.Won)), "already_won"),
            ("lost", () => Decide(Given(DealStatus.Lost)), "deal_lost"),
            ("open", () => Decide(Given()), null));

        static Outcome<DealWon> Decide(Deal deal) => WinDeal.Decide(new WinDeal(deal.Id), new DealInPipeline(deal, Stages), Call);
    }

    [TestMethod]
    public void A_won_deal_is_in_the_won_stage_with_the_amount_and_its_history()
    {
        var deal = Given();
        deal.Value = new Money(100, "EUR");
        var outcome = WinDeal.Decide(new WinDeal(deal.Id, new Money(90, "EUR")), new DealInPipeline(deal, Stages), Call);

        Assert.AreEqual((DealStatus.Won, Now, new Money(90, "EUR"), Won.Id), (deal.Status, deal.WonAt, deal.Value, deal.StageId));
        var change = (DealStageChange)outcome.Added.Single();
        Assert.AreEqual((First.Id, Won.Id, 3.5m), (change.FromStageId!.Value, change.ToStageId, change.DaysInStage!.Value));
        Assert.AreEqual(new Money(90, "EUR"), outcome.Happened!.Value);
    }

    [TestMethod]
    public void A_deal_without_a_value_can_be_won_and_a_pipeline_without_a_won_stage_leaves_it_where_it_is()
    {
        var deal = Given();
        var outcome = WinDeal.Decide(new WinDeal(deal.Id), new DealInPipeline(deal, [First]), Call);

        Assert.AreEqual((DealStatus.Won, null, First.Id, 0), (deal.Status, deal.Value, deal.StageId, outcome.Added.Count));
    }

    [TestMethod]
    public void Lose()
    {
        Check<DealLost>(
            ("archived before all", () => Decide(Given(DealStatus.Lost, archived: true)), "archived"),
            ("lost", () => Decide(Given(DealStatus.Lost)), "already_lost"),
            ("won", () => Decide(Given(DealStatus.Won)), "deal_won"),
            ("open", () => Decide(Given()), null));

        static Outcome<DealLost> Decide(Deal deal) => LoseDeal.Decide(new LoseDeal(deal.Id, "Too expensive"), new LoseDeal.State(deal, Stages, Price), Call);
    }

    [TestMethod]
    public void Reopen()
    {
        Check<DealReopened>(
            ("archived before all", () => Decide(Given(archived: true)), "archived"),
            ("open", () => Decide(Given()), "deal_open"),
            ("no open stage", () => Decide(Given(DealStatus.Won), stages: [Old, Won]), "no_open_stage"),
            ("a stage that isn't open", () => Decide(Given(DealStatus.Won), Lost.Id), "stage_not_open"),
            ("an archived stage", () => Decide(Given(DealStatus.Won), Old.Id), "stage_not_open"),
            ("won", () => Decide(Given(DealStatus.Won)), null),
            ("lost", () => Decide(Given(DealStatus.Lost)), null));

        static Outcome<DealReopened> Decide(Deal deal, Guid? stage = null, Stage[]? stages = null) =>
            ReopenDeal.Decide(new ReopenDeal(deal.Id, stage), new ReopenDeal.State(deal, stages ?? Stages, []), Call);
    }

    [TestMethod]
    public void A_reopened_deal_is_where_it_was_last_and_nothing_is_left_of_its_end()
    {
        var deal = Given(DealStatus.Lost);
        (deal.LostReasonId, deal.LostNote) = (Price.ReasonId, "much");
        ReopenDeal.Decide(new ReopenDeal(deal.Id), new ReopenDeal.State(deal, Stages, [Old.Id, Second.Id, First.Id]), Call);

        Assert.AreEqual((DealStatus.Open, Second.Id), (deal.Status, deal.StageId));
        Assert.IsTrue(deal is { LostAt: null, WonAt: null, LostReasonId: null, LostNote: null });
    }

    [TestMethod]
    public void Move()
    {
        Check<DealMoved>(
            ("archived before all", () => Decide(Given(archived: true), Due), "archived"),
            ("another pipeline's stage", () => Decide(Given(DealStatus.Won), Due), "other_pipeline"),
            ("an archived stage", () => Decide(Given(DealStatus.Won), Old), "stage_archived"),
            ("the same stage", () => Decide(Given(DealStatus.Won, Won), Won), "already_in_stage"),
            ("a won deal", () => Decide(Given(DealStatus.Won, Won), Second), "deal_closed"),
            ("a lost deal", () => Decide(Given(DealStatus.Lost, Lost), Second), "deal_closed"),
            ("to lost without a reason", () => Decide(Given(), Lost), "reason_required"),
            ("to lost", () => Decide(Given(), Lost, Price), null),
            ("to won", () => Decide(Given(), Won), null),
            ("within the stage", () => MoveDeal.Decide(new MoveDeal(Guid.Empty, First.Id, 1.5m), new MoveDeal.State(Given(), Stages, First, null), Call), null),
            ("to an open stage", () => Decide(Given(), Second), null));

        static Outcome<DealMoved> Decide(Deal deal, Stage target, WhyLost? why = null) =>
            MoveDeal.Decide(new MoveDeal(deal.Id, target.Id), new MoveDeal.State(deal, Stages, target, why), Call);
    }

    [TestMethod]
    public void A_move_to_a_won_or_lost_stage_says_so_by_its_own_event_too()
    {
        Assert.IsInstanceOfType<DealWon>(MoveDeal.Decide(new MoveDeal(Guid.Empty, Won.Id), new MoveDeal.State(Given(), Stages, Won, null), Call).AlsoHappened.Single());
        var lost = (DealLost)MoveDeal.Decide(new MoveDeal(Guid.Empty, Lost.Id), new MoveDeal.State(Given(), Stages, Lost, Price), Call).AlsoHappened.Single();
        Assert.AreEqual("Too expensive", lost.Reason);
        Assert.IsEmpty(MoveDeal.Decide(new MoveDeal(Guid.Empty, Second.Id), new MoveDeal.State(Given(), Stages, Second, null), Call).AlsoHappened);
    }

    [TestMethod]
    public void Change_pipeline()
    {
        var closed = new Pipeline { Id = Guid.CreateVersion7(), ArchivedAt = Now };
        Check<DealPipelineChanged>(
            ("archived before all", () => Decide(Given(DealStatus.Won, archived: true), closed), "archived"),
            ("closed", () => Decide(Given(DealStatus.Won), closed), "deal_closed"),
            ("an archived pipeline", () => Decide(Given(), closed), "pipeline_archived"),
            ("the same pipeline", () => Decide(Given(), Sales), "already_in_pipeline"),
            ("no open stage", () => Decide(Given(), Renewals, stages: [Renewed]), "no_open_stage"),
            ("a stage that isn't open", () => Decide(Given(), Renewals, Renewed.Id), "stage_not_open"),
            ("to the first open stage", () => Decide(Given(), Renewals), null),
            ("to the stage named", () => Decide(Given(), Renewals, Due.Id), null));

        static Outcome<DealPipelineChanged> Decide(Deal deal, Pipeline pipeline, Guid? stage = null, Stage[]? stages = null) =>
            ChangePipeline.Decide(new ChangePipeline(deal.Id, pipeline.Id, stage), new ChangePipeline.State(deal, pipeline, stages ?? [Due, Renewed]), Call);
    }

    [TestMethod]
    public void Assign()
    {
        var (from, to, team) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var deal = Given();
        (deal.OwnerId, deal.TeamId) = (from, team);
        Check<DealAssigned>(
            ("archived", () => AssignDeal.Decide(new AssignDeal(Guid.Empty, to), new AssignDeal.State(Given(archived: true), new Assignee(to, null)), Call), "archived"),
            ("to a user", () => AssignDeal.Decide(new AssignDeal(deal.Id, to), new AssignDeal.State(deal, new Assignee(to, null)), Call), null));
        Assert.AreEqual((to, team), (deal.OwnerId, deal.TeamId), "What isn't given stays.");
    }

    private static Deal Given(DealStatus status = DealStatus.Open, Stage? stage = null, bool archived = false) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = "Deal",
        Status = status,
        PipelineId = Sales.Id,
        StageId = (stage ?? First).Id,
        StageEnteredAt = Now.AddDays(-3.5),
        WonAt = status is DealStatus.Won ? Now : null,
        LostAt = status is DealStatus.Lost ? Now : null,
        ArchivedAt = archived ? Now : null,
    };

    private static Stage Step(string name, StageKind kind, bool archived = false, Pipeline? pipeline = null) =>
        new() { Id = Guid.CreateVersion7(), Name = name, Kind = kind, PipelineId = (pipeline ?? Sales).Id, ArchivedAt = archived ? Now : null };
}
