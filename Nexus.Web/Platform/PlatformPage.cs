using Microsoft.AspNetCore.Components;
using Nexus.Kernel.Run;
using Nexus.Web.Frame;

namespace Nexus.Web.Platform;

/// <summary>A page for the installation's administrators; others are told so.</summary>
public abstract class PlatformPage : PageBase
{
    public const string Permission = "platform.tenant";

    public override Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        return Here?.Caller.Kind is CallerKind.Platform ? base.SetParametersAsync(parameters) : throw new Fault(403, "platform_only", T["This page is for the administrators of the installation."]);
    }
}
