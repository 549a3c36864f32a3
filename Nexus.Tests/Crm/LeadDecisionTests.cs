using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Companies;
using Nexus.Modules.Crm.Contacts;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Leads;
using Nexus.Modules.Crm.Owners;
using Nexus.Modules.Crm.Pipelines;
using static Nexus.Tests.Crm.Circumstances;

namespace Nexus.Tests.Crm;

/// <summary>What is decided about leads; one row for each refusal, in the order in which they take precedence.</summary>
[TestClass]
public sealed class LeadDecisionTests
{
    private static readonly Stage Open = new() { Id = Guid.CreateVersion7(), PipelineId = Guid.CreateVersion7(), Kind = StageKind.Open };
    private static readonly Stage Won = new() { Id = Guid.CreateVersion7(), PipelineId = Open.PipelineId, Kind = StageKind.Won };

    [TestMethod]
    public void Start() => Check<LeadStarted>(
        ("archived before all", () => StartLead.Decide(new StartLead(Guid.Empty), Given(LeadStatus.Converted, archived: true), Call), "archived"),
        ("converted", () => StartLead.Decide(new StartLead(Guid.Empty), Given(LeadStatus.Converted), Call), "already_converted"),
        ("working", () => StartLead.Decide(new StartLead(Guid.Empty), Given(LeadStatus.Working), Call), "not_new"),
        ("new", () => StartLead.Decide(new StartLead(Guid.Empty), Given(), Call), null));

    [TestMethod]
    public void Qualify() => Check<LeadQualified>(
        ("archived before all", () => QualifyLead.Decide(new QualifyLead(Guid.Empty), Given(LeadStatus.Converted, archived: true), Call), "archived"),
        ("converted", () => QualifyLead.Decide(new QualifyLead(Guid.Empty), Given(LeadStatus.Converted), Call), "already_converted"),
        ("qualified", () => QualifyLead.Decide(new QualifyLead(Guid.Empty), Given(LeadStatus.Qualified), Call), "already_qualified"),
        ("disqualified", () => QualifyLead.Decide(new QualifyLead(Guid.Empty), Given(LeadStatus.Disqualified), Call), "lead_disqualified"),
        ("new", () => QualifyLead.Decide(new QualifyLead(Guid.Empty), Given(), Call), null),
        ("working", () => QualifyLead.Decide(new QualifyLead(Guid.Empty), Given(LeadStatus.Working), Call), null));

    [TestMethod]
    public void Disqualify() => Check<LeadDisqualified>(
        ("archived before all", () => DisqualifyLead.Decide(new DisqualifyLead(Guid.Empty, "no budget"), Given(LeadStatus.Converted, archived: true), Call), "archived"),
        ("converted", () => DisqualifyLead.Decide(new DisqualifyLead(Guid.Empty, "no budget"), Given(LeadStatus.Converted), Call), "already_converted"),
        ("disqualified", () => DisqualifyLead.Decide(new DisqualifyLead(Guid.Empty, "no budget"), Given(LeadStatus.Disqualified), Call), "already_disqualified"),
        ("qualified", () => DisqualifyLead.Decide(new DisqualifyLead(Guid.Empty, "no budget"), Given(LeadStatus.Qualified), Call), null));

    [TestMethod]
    public void Reopen() => Check<LeadReopened>(
        ("archived before all", () => ReopenLead.Decide(new ReopenLead(Guid.Empty), Given(LeadStatus.Converted, archived: true), Call), "archived"),
        ("converted", () => ReopenLead.Decide(new ReopenLead(Guid.Empty), Given(LeadStatus.Converted), Call), "already_converted"),
        ("new", () => ReopenLead.Decide(new ReopenLead(Guid.Empty), Given(), Call), "not_disqualified"),
        ("disqualified", () => ReopenLead.Decide(new ReopenLead(Guid.Empty), Given(LeadStatus.Disqualified), Call), null));

    [TestMethod]
    public void Assign() => Check<LeadAssigned>(
        ("archived before all", () => AssignLead.Decide(new AssignLead(Guid.Empty), new AssignLead.State(Given(LeadStatus.Converted, archived: true), new Assignee(Guid.NewGuid(), null)), Call), "archived"),
        ("converted", () => AssignLead.Decide(new AssignLead(Guid.Empty), new AssignLead.State(Given(LeadStatus.Converted), new Assignee(Guid.NewGuid(), null)), Call), "already_converted"),
        ("new", () => AssignLead.Decide(new AssignLead(Guid.Empty), new AssignLead.State(Given(), new Assignee(Guid.NewGuid(), null)), Call), null));

    [TestMethod]
    public void Convert() => Check<LeadConverted>(
        ("archived before all", () => Decide(Given(LeadStatus.Converted, archived: true), null), "archived"),
        ("converted", () => Decide(Given(LeadStatus.Converted), Won), "already_converted"),
        ("disqualified", () => Decide(Given(LeadStatus.Disqualified), Won), "lead_disqualified"),
        ("a deal in a won stage", () => Decide(Given(), Won), "stage_not_open"),
        ("without a deal", () => Decide(Given(), null), null),
        ("qualified", () => Decide(Given(LeadStatus.Qualified), Open), null),
        ("new", () => Decide(Given(), Open), null));

    [TestMethod]
    public void A_converted_lead_becomes_company_contact_and_deal_with_what_it_knew()
    {
        var lead = Given();
        var added = Decide(lead, Open).Added;
        var (company, contact, deal) = (added.OfType<Company>().Single(), added.OfType<Contact>().Single(), added.OfType<Deal>().Single());

        Assert.AreEqual(("Lovelace Ltd", "Ada Lovelace", "ada@example.com", "Lovelace Ltd"), (company.Name, contact.Name, contact.Email, deal.Name));
        Assert.AreEqual((company.Id, company.Id, contact.Id, Open.Id), (contact.CompanyId!.Value, deal.CompanyId!.Value, deal.ContactId!.Value, deal.StageId));
        Assert.AreEqual((new Money(5000, "EUR"), "website"), (deal.Value!.Value, deal.Source));
        Assert.AreEqual((LeadStatus.Converted, Now, contact.Id, company.Id, deal.Id), (lead.Status, lead.ConvertedAt!.Value, lead.ConvertedContactId!.Value, lead.ConvertedCompanyId!.Value, lead.ConvertedDealId!.Value));
        Assert.HasCount(1, added.OfType<DealStageChange>().ToList());
    }

    [TestMethod]
    public void What_is_there_already_is_linked_and_not_created()
    {
        var (company, contact) = (new Company { Id = Guid.CreateVersion7(), Name = "Known" }, new Contact { Id = Guid.CreateVersion7(), Name = "Known" });
        var lead = Given();
        var added = ConvertLead.Decide(new ConvertLead(lead.Id), new ConvertLead.State(lead, company, contact, null, []), Call).Added;

        Assert.IsEmpty(added);
        Assert.AreEqual((company.Id, contact.Id, null), (lead.ConvertedCompanyId!.Value, lead.ConvertedContactId!.Value, lead.ConvertedDealId));
        Assert.AreEqual(company.Id, contact.CompanyId);
    }

    private static Outcome<LeadConverted> Decide(Lead lead, Stage? stage) =>
        ConvertLead.Decide(new ConvertLead(lead.Id), new ConvertLead.State(lead, null, null, stage, []), Call);

    private static Lead Given(LeadStatus status = LeadStatus.New, bool archived = false) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = "Ada Lovelace",
        CompanyName = "Lovelace Ltd",
        Email = "ada@example.com",
        Source = "website",
        EstimatedValue = new Money(5000, "EUR"),
        Status = status,
        ArchivedAt = archived ? Now : null,
    };
}
