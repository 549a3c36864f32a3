using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Tenancy;

/// <summary>Changes numbers that many want to change at once, such as what can still be sold of an item.</summary>
public static class Counting
{
    /// <summary>
    /// Adds to numbers of a row when the operation is saved, whatever they are by then, if the condition holds by then; else the operation starts
    /// anew. The row is locked from there to the commit only, in one round trip: nobody waits while the operation thinks. For rows that others
    /// tell of (<see cref="Told.ByOthers"/>), which have no version that anybody asks for.
    /// </summary>
    /// <param name="condition">About the row <c>t</c>.</param>
    /// <param name="numbers">Properties of the row and what is added to each.</param>
    public static void AddWhenSaved<T>(this TenantDb db, Guid id, Call call, Sql condition, params ReadOnlySpan<(string Property, decimal Difference)> numbers) where T : Resource
    {
        var resource = db.Model.ResourceOf(typeof(T));
        if (resource.Told is not Told.ByOthers)
            throw new ArgumentException($"{resource.FullName} tells of its changes itself.");
        var set = new List<Sql>();
        foreach (var (property, difference) in numbers)
        {
            var column = Sql.Raw(Sql.Quote(Names.Snake(property)));
            set.Add($"{column} = t.{column} + {difference}");
        }

        db.AlsoSave($"""
            with changed as (
              update {db.Table<T>()} t set {Sql.Join(", ", set)}, version = t.version + 1, updated_at = {call.Now}, updated_by = {Sql.Value(call.Caller.UserId, NpgsqlTypes.NpgsqlDbType.Uuid)}
              where t.id = {id} and ({condition}) returning 1)
            select nexus.changed_one(count(*)) from changed
            """);
    }
}
