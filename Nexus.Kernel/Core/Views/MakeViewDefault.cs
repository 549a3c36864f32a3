using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core.Views;

/// <summary>Opens the list with this view from now on: for its owner, and, when it isn't private, for everyone who chose no other.</summary>
/// <param name="ViewId">The view.</param>
[Operation("core.view.make_default", Effect.Write)]
public sealed record MakeViewDefault(Guid ViewId) : IOperation<MakeViewDefault, MakeViewDefault.State, ViewMadeDefault>
{
    /// <summary>The view, and those of the same list that its owner has opened it with so far.</summary>
    public sealed record State(View View, IReadOnlyList<View> Defaults);

    public static async Task<State?> Load(MakeViewDefault input, TenantDb db, CancellationToken ct)
    {
        if (await db.Find<View>(input.ViewId, ct) is not { } view)
            return null;
        var defaults = await db.Query<View>($"where t.is_default and t.resource = {view.Resource} and t.owner_id is not distinct from {Sql.Value(view.OwnerId, NpgsqlTypes.NpgsqlDbType.Uuid)} and t.id <> {view.Id}", ct);
        return new State(view, defaults);
    }

    public static Outcome<ViewMadeDefault> Decide(MakeViewDefault input, State state, Call call)
    {
        if (state.View.ArchivedAt is not null)
            return new Refusal("archived", "An archived view can't be the default. Restore it first.");
        foreach (var other in state.Defaults)
            other.IsDefault = false;
        state.View.IsDefault = true;
        return Outcome.Of(new ViewMadeDefault(state.View.Id, state.View.Resource)).AnswerWith(state.View);
    }
}

/// <summary>A list opens with this view from now on.</summary>
[Event("core.view.made_default")]
public sealed record ViewMadeDefault(Guid ViewId, string Resource);
