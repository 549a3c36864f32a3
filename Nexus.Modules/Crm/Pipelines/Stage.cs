using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;

namespace Nexus.Modules.Crm.Pipelines;

/// <summary>What being in a stage means for a deal.</summary>
public enum StageKind
{
    Open,
    Won,
    Lost,
}

/// <summary>A step of a pipeline.</summary>
[Resource("crm.stage", Setup = true)]
public sealed class Stage : Resource, IBeforeArchive
{
    /// <summary>What the stage is called.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>The pipeline that it is a step of.</summary>
    [Required, References<Pipeline>, Immutable]
    public Guid PipelineId { get; set; }

    /// <summary>Order within the pipeline; smaller comes first.</summary>
    public int Position { get; set; }

    /// <summary>Chance in percent that a deal in this stage is won.</summary>
    [Range(0, 100)]
    public int Probability { get; set; }

    /// <summary>Whether deals in it are open, won or lost.</summary>
    [Immutable]
    public StageKind Kind { get; set; }

    /// <summary>What has to be true for a deal to be here.</summary>
    [MaxLength(1000)]
    public string? Description { get; set; }

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<Deal>()} d where d.stage_id = {Id} and d.status = {DealStatus.Open} and d.archived_at is null)", ct))
            throw Fault.Refused(new Refusal("stage_in_use", "There are open deals in the stage. Move them first."));
    }
}
