using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Notes;

/// <summary>Something that a person wrote about a row: a deal, an order, a colleague. Who may read the row reads it; who may change the row writes it.</summary>
[Resource("core.note", Storage = Storage.Shared, Table = "nexus.notes", Title = nameof(Text))]
public sealed class Note : Resource, IAbout, IGuarded
{
    /// <summary>Full name of the resource whose row it is about, such as <c>crm.deal</c>.</summary>
    [Required, Immutable, MaxLength(101)]
    public string Resource { get; set; } = "";

    /// <summary>The row that it is about.</summary>
    [Required, Immutable, Indexed]
    public Guid RowId { get; set; }

    /// <summary>What is written.</summary>
    [Required, Multiline, MaxLength(20_000)]
    public string Text { get; set; } = "";

    async Task<Refusal?> IGuarded.Guard(TenantDb db, Call call, CancellationToken ct)
    {
        await AboutRows.Require(this, db, call, ct);
        return null;
    }
}
