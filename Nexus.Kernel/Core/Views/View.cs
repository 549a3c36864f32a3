using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core.Views;

/// <summary>A way to look at a list that somebody kept: its columns, filters, order and layout. A private one is seen by its owner only.</summary>
[Resource("core.view", Storage = Storage.Shared, Table = "nexus.views")]
public sealed class View : Resource, IPrivate, IBeforeCreate
{
    /// <summary>Views that a user may have of one resource.</summary>
    public const int OfOwnerMax = 100;

    /// <summary>The resource whose list it shows, such as <c>crm.deal</c>.</summary>
    [Required, MaxLength(101), Immutable]
    public string Resource { get; set; } = "";

    /// <summary>What the view is called.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>What it shows, as the query string of the list's page.</summary>
    [MaxLength(4_000)]
    public string Query { get; set; } = "";

    /// <summary>Only its owner sees it; else it is there for everyone who works with the list.</summary>
    public bool Private { get; set; }

    /// <summary>The list opens with it. Changed by <c>make_default</c> and <c>end_default</c>.</summary>
    [ReadOnly(true)]
    public bool IsDefault { get; set; }

    /// <summary>The user who kept it.</summary>
    [References<User>, ReadOnly(true)]
    public Guid? OwnerId { get; set; }

    public override IEnumerable<FieldFault> Validate() =>
        Private && OwnerId is null ? [new FieldFault("private", "not_allowed", "Only a user's view can be private; this one would be nobody's.")] : [];

    async Task IBeforeCreate.BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        OwnerId = call.UserId;
        if (db.Model.FindResource(Resource) is not { } resource || !db.Tenant.Has(resource.Module))
            throw Fault.Invalid([new FieldFault("resource", "unknown_resource", "There is no such resource.")]);
        if (await db.Scalar<long>($"select count(*) from {db.Table<View>()} v where v.resource = {Resource} and v.owner_id is not distinct from {Sql.Value(OwnerId, NpgsqlTypes.NpgsqlDbType.Uuid)} and v.archived_at is null", ct) >= OfOwnerMax)
            throw Fault.Refused(new Refusal("too_many_views", $"You have {OfOwnerMax} views of this list. Archive some first."));
    }
}

internal static class ViewDeclarations
{
    /// <summary>Everyone who signs in may keep views of their own and use those of others that aren't private.</summary>
    public static ModuleBuilder Views(this ModuleBuilder core) => core
        .Resource<View>()
        .Operation<MakeViewDefault>()
        .Operation<EndViewDefault>()
        .Everyone(new Grant("core.view.read"), new Grant("core.view.*", Rows.Own));
}
