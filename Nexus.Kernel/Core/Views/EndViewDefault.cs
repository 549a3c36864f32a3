using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core.Views;

/// <summary>Opens the list without this view again.</summary>
/// <param name="ViewId">The view.</param>
[Operation("core.view.end_default", Effect.Write)]
public sealed record EndViewDefault(Guid ViewId) : IOperation<EndViewDefault, View, ViewDefaultEnded>
{
    public static Task<View?> Load(EndViewDefault input, TenantDb db, CancellationToken ct) => db.Find<View>(input.ViewId, ct);

    public static Outcome<ViewDefaultEnded> Decide(EndViewDefault input, View view, Call call)
    {
        view.IsDefault = false;
        return Outcome.Of(new ViewDefaultEnded(view.Id, view.Resource)).AnswerWith(view);
    }
}

/// <summary>A list opens without this view again.</summary>
[Event("core.view.default_ended")]
public sealed record ViewDefaultEnded(Guid ViewId, string Resource);
