using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Notes;

/// <summary>A file that belongs to a row. Who may read the row downloads it, at <c>/api/v1/core/attachments/{id}/content</c>; who may change the row attaches and archives files.</summary>
[Resource("core.attachment", Storage = Storage.Shared, Table = "nexus.attachments", Derived = Derived.Archive)]
public sealed class Attachment : Resource, IAbout, IGuarded
{
    /// <summary>Bytes of a file.</summary>
    public const int BytesMax = 5 * 1024 * 1024;

    /// <summary>Full name of the resource whose row it belongs to, such as <c>crm.deal</c>.</summary>
    [Required, Immutable, MaxLength(101)]
    public string Resource { get; set; } = "";

    /// <summary>The row that it belongs to.</summary>
    [Required, Immutable, Indexed]
    public Guid RowId { get; set; }

    /// <summary>The file's name.</summary>
    [Required, MaxLength(200)]
    public string Name { get; set; } = "";

    /// <summary>What kind of file it says to be, such as <c>application/pdf</c>.</summary>
    [MaxLength(100)]
    public string ContentType { get; set; } = "";

    /// <summary>Bytes.</summary>
    [ReadOnly(true)]
    public long Size { get; set; }

    async Task<Refusal?> IGuarded.Guard(TenantDb db, Call call, CancellationToken ct)
    {
        await AboutRows.Require(this, db, call, ct);
        return null;
    }
}
