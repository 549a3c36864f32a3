using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Lists;

/// <summary>A field whose values can be the columns of a board: rows go from one to the other by an operation that asks for just that value.</summary>
/// <param name="Move">Null where rows are shown by it but nobody can drag them.</param>
/// <param name="Within">The reference that the columns' resource has in common with the rows: stages of a pipeline, deals in that pipeline.</param>
public sealed record BoardField(Field Field, OperationType? Move, Field? Within)
{
    /// <summary>A place among the rows of a column, if the operation takes one.</summary>
    public Field? Place => Move?.Fields.FirstOrDefault(f => f is { Name: "position", Kind: FieldKind.Decimal or FieldKind.Integer } && Move.Resource.Find(f.Name) is not null);

    /// <summary>The fields of a resource that a board can go by, the one that suggests itself first.</summary>
    public static IReadOnlyList<BoardField> Of(Shape shape, NexusModel model, Looker who) =>
        [.. shape.Fields.Where(f => !f.System && (f.Kind is FieldKind.Choice || f.References is not null)).Select(f => Of(f, shape, model, who)).OfType<BoardField>().OrderBy(b => Rank(b, model))];

    private static BoardField? Of(Field field, Shape shape, NexusModel model, Looker who)
    {
        var resource = shape.Resource;
        var operations = model.FindModule(resource.Module)!.Operations.Where(o => o.Resource == resource && o.HasTarget && o.Effect is Effect.Write).ToArray();
        var declared = operations.Where(o => o.Derived is Derived.None && Takes(o, field)).OrderBy(o => o.Fields.Count).FirstOrDefault();
        var update = field.Kind is FieldKind.Choice ? operations.FirstOrDefault(o => o.Derived is Derived.Update && (field.IsCustom || o.Fields.Any(f => f.Name == field.Name))) : null;
        if (declared is null && update is null)
            return null;
        if (field.References is null)
            return new BoardField(field, Permitted(declared ?? update!, who), null);
        if (model.FindResource(field.References) is not { } target || !who.Tenant.Has(target.Module) || who.Caller.Rights.RowsFor(target.ReadPermission) is null)
            return null;
        var within = target.Fields.FirstOrDefault(f => f is { References: not null, System: false } && f.References != target.FullName && (f.Required || f.Parent) && shape.Find(f.Name)?.References == f.References);
        return new BoardField(field, Permitted(declared!, who), within is null ? null : shape.Find(within.Name));
    }

    /// <summary>Who may not move rows sees them on the board all the same.</summary>
    private static OperationType? Permitted(OperationType operation, Looker who) => who.Caller.Rights.RowsFor(operation.Name) is null ? null : operation;

    /// <summary>The value is what the operation is about: it must be given, and nothing else must.</summary>
    private static bool Takes(OperationType operation, Field field) =>
        operation.Fields.FirstOrDefault(f => f.Name == field.Name && f.Required && f.Kind == field.Kind && f.References == field.References) is { } taken && operation.Fields.All(f => f == taken || !f.Required);

    /// <summary>Steps within something first, then states, then who answers for the row.</summary>
    private static int Rank(BoardField board, NexusModel model) =>
        board.Within is not null ? 0 : board.Field.Kind is FieldKind.Choice ? 1 : model.FindResource(board.Field.References!)!.Module == "core" ? 3 : 2;
}
