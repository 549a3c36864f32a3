using System.Text.Json.Nodes;
using Nexus.Kernel.Run;
using Nexus.Tests.Crm;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Run;

/// <summary>Who sees only some rows can name only those: a row that one can't see can neither be linked nor be found out by linking it.</summary>
[TestClass]
public sealed class ReferenceTests
{
    [TestMethod]
    public async Task Rows_that_the_caller_can_not_see_can_not_be_referenced()
    {
        await using var t = await TestTenant.Create();
        var (ann, bob) = (await t.NewUser("Ann"), await t.NewUser("Bob"));
        var (asAnn, asBob) = (t.As(ann, "sales_representative"), t.As(bob, "sales_representative"));
        var hers = await Made(t, asAnn, "crm.company.create", new { name = "Hers" });
        var his = await Made(t, asBob, "crm.company.create", new { name = "His" });
        var hisContact = await Made(t, asBob, "crm.contact.create", new { name = "Grace", company_id = his });

        await Refused(t, asAnn, "crm.contact.create", new { name = "Eve", company_id = his }, "company_id");
        var contact = await Made(t, asAnn, "crm.contact.create", new { name = "Eve", company_id = hers });
        await Refused(t, asAnn, "crm.contact.update", new { company_id = his }, "company_id", contact);
        var lead = await Made(t, asAnn, "crm.lead.create", new { name = "Lea", company_name = "Lea Ltd" });
        await Refused(t, asAnn, "crm.lead.convert", new { company_id = his }, null, lead);
        await Refused(t, asAnn, "crm.lead.convert", new { contact_id = hisContact }, null, lead);
        Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from {{schema}}.crm_contact where company_id = '{his}' and id <> '{hisContact}'"));

        // What they see, what is everybody's (stages), and what is made by the same call they can.
        Assert.AreEqual(200, (await t.Run(asAnn, "crm.lead.convert", new { company_id = hers }, lead)).Status);
        Assert.AreEqual(201, (await t.Run(t.As(bob, "sales_director"), "crm.contact.create", new { name = "Dan", company_id = hers })).Status);
    }

    private static async Task<Guid> Made(TestTenant t, Caller caller, string operation, object input) => (await t.Run(caller, operation, input)).RowId!.Value;

    private static async Task Refused(TestTenant t, Caller caller, string operation, object input, string? field, Guid? target = null)
    {
        var fault = await Assert.ThrowsExactlyAsync<Fault>(() => t.Run(caller, operation, input, target));
        Assert.AreEqual((422, "unknown_reference"), (fault.Status, fault.Fields[0].Code), operation);
        if (field is not null)
            Assert.AreEqual(field, fault.Fields[0].Field);
    }
}
