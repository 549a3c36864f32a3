using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Deals;

/// <summary>That a deal went from one stage to another; <c>created_at</c> says when and <c>created_by</c> who moved it.</summary>
[Resource("crm.deal_stage_change", Derived = Derived.None)]
public sealed class DealStageChange : Resource
{
    /// <summary>The deal that moved.</summary>
    [References<Deal>, Parent]
    public Guid DealId { get; set; }

    /// <summary>The stage that it left; empty for the first one.</summary>
    [References<Stage>]
    public Guid? FromStageId { get; set; }

    /// <summary>The stage that it entered.</summary>
    [References<Stage>]
    public Guid ToStageId { get; set; }

    /// <summary>Days that it had been in the stage it left.</summary>
    public decimal? DaysInStage { get; set; }
}
