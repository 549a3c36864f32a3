using Nexus.Modules.Crm.Activities;
using Nexus.Modules.Crm.Pipelines;
using static Nexus.Tests.Crm.Circumstances;

namespace Nexus.Tests.Crm;

/// <summary>What is decided about activities and pipelines; one row for each refusal, in the order in which they take precedence.</summary>
[TestClass]
public sealed class ActivityDecisionTests
{
    [TestMethod]
    public void Complete() => Check<ActivityCompleted>(
        ("archived before all", () => CompleteActivity.Decide(new CompleteActivity(Guid.Empty), Given(done: true, archived: true), Call), "archived"),
        ("done", () => CompleteActivity.Decide(new CompleteActivity(Guid.Empty, DoneAt: Now.AddDays(1)), Given(done: true), Call), "already_done"),
        ("in future", () => CompleteActivity.Decide(new CompleteActivity(Guid.Empty, DoneAt: Now.AddSeconds(1)), Given(), Call), "done_in_future"),
        ("to do", () => CompleteActivity.Decide(new CompleteActivity(Guid.Empty), Given(), Call), null));

    [TestMethod]
    public void Reopen() => Check<ActivityReopened>(
        ("archived before all", () => ReopenActivity.Decide(new ReopenActivity(Guid.Empty), Given(ActivityKind.Note, archived: true), Call), "archived"),
        ("a note", () => ReopenActivity.Decide(new ReopenActivity(Guid.Empty), Given(ActivityKind.Note), Call), "is_a_note"),
        ("to do", () => ReopenActivity.Decide(new ReopenActivity(Guid.Empty), Given(), Call), "not_done"),
        ("done", () => ReopenActivity.Decide(new ReopenActivity(Guid.Empty), Given(done: true), Call), null));

    [TestMethod]
    public void Reschedule() => Check<ActivityRescheduled>(
        ("archived before all", () => RescheduleActivity.Decide(new RescheduleActivity(Guid.Empty, Now), Given(done: true, archived: true), Call), "archived"),
        ("done", () => RescheduleActivity.Decide(new RescheduleActivity(Guid.Empty, Now), Given(done: true), Call), "already_done"),
        ("to do", () => RescheduleActivity.Decide(new RescheduleActivity(Guid.Empty, Now), Given(), Call), null));

    [TestMethod]
    public void Make_a_pipeline_the_default()
    {
        var (before, archived, next) = (new Pipeline { IsDefault = true }, new Pipeline { ArchivedAt = Now }, new Pipeline());
        Check<PipelineMadeDefault>(
            ("archived", () => MakePipelineDefault.Decide(new MakePipelineDefault(Guid.Empty), new MakePipelineDefault.State(archived, [before]), Call), "archived"),
            ("in use", () => MakePipelineDefault.Decide(new MakePipelineDefault(Guid.Empty), new MakePipelineDefault.State(next, [before]), Call), null));
        Assert.AreEqual((false, true), (before.IsDefault, next.IsDefault));
    }

    private static Activity Given(ActivityKind kind = ActivityKind.Call, bool done = false, bool archived = false) =>
        new() { Kind = kind, Subject = "Call", DoneAt = done ? Now : null, ArchivedAt = archived ? Now : null };
}
