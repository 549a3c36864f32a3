using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;

namespace Nexus.Modules.Crm.Pipelines;

/// <summary>A way of selling: the stages that deals of one kind pass through.</summary>
[Resource("crm.pipeline", Setup = true)]
public sealed class Pipeline : Resource, IBeforeArchive
{
    /// <summary>What the pipeline is called.</summary>
    [Required, MaxLength(100), Unique]
    public string Name { get; set; } = "";

    /// <summary>Which deals go through it.</summary>
    [MaxLength(1000)]
    public string? Description { get; set; }

    /// <summary>Order in which pipelines are shown; smaller comes first.</summary>
    public int Position { get; set; }

    /// <summary>The pipeline of deals that name none.</summary>
    [ReadOnly(true)]
    public bool IsDefault { get; set; }

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (IsDefault)
            throw Fault.Refused(new Refusal("default_pipeline", "The default pipeline can't be archived. Make another one the default first."));
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<Deal>()} d where d.pipeline_id = {Id} and d.status = {DealStatus.Open} and d.archived_at is null)", ct))
            throw Fault.Refused(new Refusal("pipeline_in_use", "There are open deals in the pipeline. Move or close them first."));
    }
}
