using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Contacts;
using Nexus.Tests.Crm;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Tenancy;

[TestClass]
public sealed class TenantDbTests
{
    [TestMethod]
    public async Task What_was_only_queried_is_found_anew_and_locked()
    {
        await using var t = await TestTenant.Create();
        var id = Guid.Parse((await t.Create("/api/v1/crm/contacts", new { name = "Before" })).Id());
        await using var db = t.Api.Get<TenantUnit>().Open(t.Tenant, CrmTenant.Administrator);
        var queried = (await db.Query<Contact>($"where t.id = {id}")).Single();
        Assert.AreEqual(200, (int)(await t.Send(HttpMethod.Patch, $"/api/v1/crm/contacts/{id}", new { name = "After" })).StatusCode);

        var found = await db.Find<Contact>(id);
        Assert.AreSame(queried, found);
        Assert.AreEqual(("After", 2L), (found!.Name, found.Version));
        Assert.IsEmpty(db.TrackedRows.Single().Changed());
        var locked = await Assert.ThrowsExactlyAsync<PostgresException>(() => t.Scalar<Guid>($"select id from {{schema}}.crm_contact where id = '{id}' for update nowait"));
        Assert.AreEqual(PostgresErrorCodes.LockNotAvailable, locked.SqlState);
    }

    [TestMethod]
    public async Task A_query_opens_no_way_around_the_row_rule()
    {
        await using var t = await TestTenant.Create();
        var ann = await t.NewUser("Ann");
        var (mine, other) = (await New(ann), await New(await t.NewUser("Bob")));
        var caller = new Caller { Kind = CallerKind.User, Name = "ann", UserId = ann, TenantId = t.Tenant.Id, Rights = new Rights([new Grant("crm.contact.update", Rows.Own)]) };
        await using var db = t.Api.Get<TenantUnit>().Open(t.Tenant, caller);
        db.Operation = t.Api.Model.FindOperation("crm.contact.update");
        Assert.HasCount(2, await db.Query<Contact>($"order by t.id"));
        Assert.IsNotNull(await db.Find<Contact>(mine));
        Assert.IsNull(await db.Find<Contact>(other));

        async Task<Guid> New(Guid owner) => Guid.Parse((await t.Create("/api/v1/crm/contacts", new { name = "One", owner_id = owner })).Id());
    }

    [TestMethod]
    public async Task What_was_changed_before_it_was_found_is_not_saved_over_what_others_changed()
    {
        await using var t = await TestTenant.Create();
        var id = Guid.Parse((await t.Create("/api/v1/crm/contacts", new { name = "Before" })).Id());
        await using var db = t.Api.Get<TenantUnit>().Open(t.Tenant, CrmTenant.Administrator);
        var contact = (await db.Query<Contact>($"where t.id = {id}")).Single();
        contact.Name = "Ours";
        await t.Send(HttpMethod.Patch, $"/api/v1/crm/contacts/{id}", new { name = "Theirs" });
        Assert.AreEqual(("Ours", 1L), ((await db.Find<Contact>(id))!.Name, contact.Version));
        var update = RowSql.Update(contact, contact.Version, db.TrackedRows.Single().Changed(), t.Api.Model.ResourceOf(typeof(Contact)), t.Tenant);
        Assert.IsTrue(DatabaseFault.IsPassing(await Assert.ThrowsAsync<PostgresException>(() => db.Run([update], default))));
    }
}
