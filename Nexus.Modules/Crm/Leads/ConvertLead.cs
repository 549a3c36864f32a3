using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Activities;
using Nexus.Modules.Crm.Companies;
using Nexus.Modules.Crm.Contacts;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Leads;

/// <summary>Makes a contact of a lead, with its company and, unless it isn't wanted, a deal; all of it or nothing. What is there already can be linked instead of created.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="CompanyId">An existing company to link; else one is created from the lead's company name.</param>
/// <param name="ContactId">An existing contact to link; else one is created from the lead.</param>
/// <param name="CreateDeal">Whether a deal is created.</param>
/// <param name="DealName">What the deal is called; the company's or the person's name when not given.</param>
/// <param name="DealValue">What it is worth; the lead's estimate when not given.</param>
/// <param name="PipelineId">The pipeline for the deal; the default one when not given.</param>
/// <param name="StageId">The stage for the deal; the first open one when not given.</param>
/// <param name="ExpectedCloseOn">The day on which the deal is expected to close.</param>
[Operation("crm.lead.convert", Effect.Write, LargeEffect = true)]
public sealed record ConvertLead(
    Guid LeadId,
    [References<Company>] Guid? CompanyId = null,
    [References<Contact>] Guid? ContactId = null,
    bool CreateDeal = true,
    [MaxLength(200)] string? DealName = null,
    [Range(0d, 999_999_999_999_999d)] Money? DealValue = null,
    [References<Pipeline>] Guid? PipelineId = null,
    [References<Stage>] Guid? StageId = null,
    DateOnly? ExpectedCloseOn = null) : IOperation<ConvertLead, ConvertLead.State, LeadConverted>
{
    /// <summary>The lead with what is linked to it, and the stage in which its deal would begin.</summary>
    public sealed record State(Lead Lead, Company? Company, Contact? Contact, Stage? Stage, IReadOnlyList<Activity> Activities);

    public static async Task<State?> Load(ConvertLead input, TenantDb db, CancellationToken ct)
    {
        if (await db.Find<Lead>(input.LeadId, ct) is not { } lead)
            return null;
        var company = await Linked<Company>(input.CompanyId, "company_id", db, ct);
        var contact = await Linked<Contact>(input.ContactId, "contact_id", db, ct);
        company ??= await db.Get<Company>(contact?.CompanyId, ct);
        var open = lead is { ArchivedAt: null, ConvertedAt: null };
        var stage = open && input.CreateDeal ? await FirstStage.Find(db, input.PipelineId ?? Guid.Empty, input.StageId ?? Guid.Empty, ct) : null;
        return new State(lead, company, contact, stage, open ? await db.Query<Activity>($"where t.lead_id = {lead.Id} order by t.id for update", ct) : []);
    }

    public static Outcome<LeadConverted> Decide(ConvertLead input, State state, Call call)
    {
        var lead = state.Lead;
        if (lead.ArchivedAt is not null)
            return new Refusal("archived", "An archived lead can't be converted. Restore it first.");
        if (lead.Status is LeadStatus.Converted)
            return new Refusal("already_converted", "The lead has been converted already.");
        if (lead.Status is LeadStatus.Disqualified)
            return new Refusal("lead_disqualified", "A disqualified lead can't be converted. Reopen it first.");
        if (state.Stage is { Kind: not StageKind.Open })
            return new Refusal("stage_not_open", "A deal from a lead begins in an open stage.", "stage_id");

        var added = new List<Resource>();
        var company = state.Company;
        if (company is null && lead.CompanyName is not null)
            added.Add(company = CompanyOf(lead, call));
        var contact = state.Contact;
        if (contact is null)
            added.Add(contact = ContactOf(lead, call));
        contact.CompanyId ??= company?.Id;
        var deal = state.Stage is null ? null : DealOf(input, lead, company, contact, call);
        if (deal is not null)
            added.AddRange([deal, deal.Enter(state.Stage!, null, call)]);
        foreach (var activity in state.Activities)
            (activity.ContactId, activity.CompanyId, activity.DealId) = (activity.ContactId ?? contact.Id, activity.CompanyId ?? company?.Id, activity.DealId ?? deal?.Id);

        (lead.Status, lead.ConvertedAt) = (LeadStatus.Converted, call.Now);
        lead.QualifiedAt ??= call.Now;
        (lead.ConvertedContactId, lead.ConvertedCompanyId, lead.ConvertedDealId) = (contact.Id, company?.Id, deal?.Id);
        return Outcome.Of(new LeadConverted(lead.Id, lead.Name, contact.Id, company?.Id, deal?.Id, lead.OwnerId, lead.TeamId)).Add([.. added]).AnswerWith(lead);
    }

    private static Company CompanyOf(Lead lead, Call call) => new()
    {
        Id = call.NewId(),
        Name = lead.CompanyName!,
        Website = lead.Website,
        City = lead.City,
        Country = lead.Country,
        Source = lead.Source,
        OwnerId = lead.OwnerId,
        TeamId = lead.TeamId,
    };

    private static Contact ContactOf(Lead lead, Call call) => new()
    {
        Id = call.NewId(),
        Name = lead.Name,
        FirstName = lead.FirstName,
        LastName = lead.LastName,
        Email = lead.Email,
        Phone = lead.Phone,
        JobTitle = lead.JobTitle,
        City = lead.City,
        Country = lead.Country,
        Source = lead.Source,
        Tags = lead.Tags,
        OwnerId = lead.OwnerId,
        TeamId = lead.TeamId,
    };

    private static Deal DealOf(ConvertLead input, Lead lead, Company? company, Contact contact, Call call) => new()
    {
        Id = call.NewId(),
        Name = input.DealName ?? company?.Name ?? contact.Name,
        Value = input.DealValue ?? lead.EstimatedValue,
        CompanyId = company?.Id,
        ContactId = contact.Id,
        ExpectedCloseOn = input.ExpectedCloseOn,
        Source = lead.Source,
        Description = lead.Description,
        Tags = lead.Tags,
        OwnerId = lead.OwnerId,
        TeamId = lead.TeamId,
    };

    private static async Task<T?> Linked<T>(Guid? id, string field, TenantDb db, CancellationToken ct) where T : Resource =>
        id is null ? null : await db.Get<T>(id, ct) ?? throw Fault.Invalid([new FieldFault(field, "unknown_reference", "There is no such row in use.")]);
}

/// <summary>A lead became a contact, perhaps with a company and a deal.</summary>
[Event("crm.lead.converted")]
public sealed record LeadConverted(Guid LeadId, string Name, Guid ContactId, Guid? CompanyId, Guid? DealId, Guid? OwnerId, Guid? TeamId);
