using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;
using Nexus.Modules.Crm.Tags;

namespace Nexus.Modules.Crm.Presets;

/// <summary>The pipelines, lost reasons and tags that a business of its industry begins with.</summary>
public sealed class SalesPreset : IPreset
{
    public static IEnumerable<Resource> Rows(ActivatedBusiness business)
    {
        var plan = IndustryPlan.Of(business.Industry);
        foreach (var (pipeline, position) in plan.Pipelines.Select((p, i) => (p, i)))
        foreach (var row in RowsOf(pipeline, position, business))
            yield return row;
        foreach (var (name, position) in plan.LostReasons.Select((r, i) => (r, i)))
            yield return new LostReason { Name = name, Position = position };
        foreach (var (name, color) in plan.Tags)
            yield return new Tag { Name = name, Color = color };
    }

    private static IEnumerable<Resource> RowsOf(PipelinePlan plan, int position, ActivatedBusiness business)
    {
        var pipeline = new Pipeline { Id = Guid.CreateVersion7(business.Now), Name = plan.Name, Description = plan.Description, Position = position, IsDefault = position == 0 };
        yield return pipeline;
        var place = 0;
        foreach (var (name, probability) in plan.Stages)
            yield return new Stage { Name = name, PipelineId = pipeline.Id, Position = place++, Probability = probability, Kind = StageKind.Open };
        yield return new Stage { Name = plan.Won, PipelineId = pipeline.Id, Position = place++, Probability = 100, Kind = StageKind.Won };
        yield return new Stage { Name = plan.Lost, PipelineId = pipeline.Id, Position = place, Probability = 0, Kind = StageKind.Lost };
    }
}
