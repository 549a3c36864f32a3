using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Catalog.Categories;

/// <summary>A place in the catalogue's tree, under which products are found.</summary>
[Resource("catalog.category", Plural = "categories")]
public sealed class Category : Resource, IGuarded, IBeforeArchive
{
    /// <summary>Levels of the tree.</summary>
    public const int DepthMax = 12;

    /// <summary>What the category is called.</summary>
    [Required, MaxLength(200), Searchable]
    public string Name { get; set; } = "";

    /// <summary>The category that it is a part of; empty at the top.</summary>
    [References<Category>]
    public Guid? ParentId { get; set; }

    /// <summary>Order among the categories beside it; smaller comes first.</summary>
    public int Position { get; set; }

    /// <summary>What is found in it.</summary>
    [Multiline, MaxLength(5_000)]
    public string? Description { get; set; }

    public async Task<Refusal?> Guard(TenantDb db, Call call, CancellationToken ct)
    {
        // The way up is locked row by row: two that are put under each other at once wait for each other, and one starts anew.
        var (above, depth) = (ParentId, 1);
        while (above is { } id)
        {
            if (id == Id)
                return new Refusal("category_in_itself", "A category can't be a part of itself or of what is in it.", "parent_id");
            if (++depth > DepthMax)
                return new Refusal("category_too_deep", $"The tree has at most {DepthMax} levels.", "parent_id");
            above = (await db.Find<Category>(id, ct))?.ParentId;
        }

        return null;
    }

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<Category>()} c where c.parent_id = {Id} and c.archived_at is null)", ct))
            throw Fault.Refused(new Refusal("category_in_use", "There are categories in it. Move or archive them first."));
    }
}
