using Nexus.Kernel.Declare;
using Nexus.Modules.Crm.Activities;
using Nexus.Modules.Crm.Companies;
using Nexus.Modules.Crm.Contacts;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Leads;
using Nexus.Modules.Crm.Pipelines;
using Nexus.Modules.Crm.Presets;
using Nexus.Modules.Crm.Reactions;
using Nexus.Modules.Crm.Reports;
using Nexus.Modules.Crm.Tags;

namespace Nexus.Modules.Crm;

/// <summary>Customers and the way to them: companies, contacts, leads, deals and what is done about them.</summary>
[Module("crm", "CRM")]
public sealed class CrmModule : IModule
{
    public static void Declare(ModuleBuilder crm) => crm
        .Resource<Company>()
        .Operation<AssignCompanies>()
        .Operation<MergeCompanies>()

        .Resource<Contact>()
        .Operation<AssignContacts>()
        .Operation<MergeContacts>()

        .Resource<Lead>()
        .Operation<StartLead>()
        .Operation<QualifyLead>()
        .Operation<DisqualifyLead>()
        .Operation<ReopenLead>()
        .Operation<ConvertLead>()
        .Operation<AssignLead>()
        .Operation<AssignLeads>()

        .Resource<Pipeline>()
        .Resource<Stage>()
        .Operation<MakePipelineDefault>()

        .Resource<Deal>()
        .Resource<DealStageChange>()
        .Resource<LostReason>()
        .Operation<WinDeal>()
        .Operation<LoseDeal>()
        .Operation<ReopenDeal>()
        .Operation<MoveDeal>()
        .Operation<ChangePipeline>()
        .Operation<AssignDeal>()
        .Operation<AssignDeals>()

        .Resource<Activity>()
        .Operation<CompleteActivity>()
        .Operation<ReopenActivity>()
        .Operation<RescheduleActivity>()

        .Resource<Tag>()

        .Reaction<LogActivityWhenDealWon>()
        .Reaction<StartFollowUpTaskWhenLeadAssigned>()

        .Report<OpenPipelineByMonth>()
        .Report<WonByMonth>()
        .Report<WinRateByMonth>()
        .Report<LeadsByMonth>()
        .Report<PipelineByStage>()
        .Report<Forecast>()
        .Report<SalesByOwner>()
        .Report<ConversionBySource>()
        .Report<ActivityByOwner>()
        .Report<TimeInStage>()
        .Report<LostReasons>()
        .Report<OverdueDeals>()
        .Report<ActivitiesDue>()
        .Report<DuplicateContacts>()
        .Report<DuplicateCompanies>()

        .Preset<SalesPreset>()
        .Role("sales_representative", "Sells: works on own companies, contacts, leads, deals and activities.", SalesRoles.Representative)
        .Role("sales_manager", "Leads a sales team: works on what belongs to the team, merges and assigns.", SalesRoles.Manager)
        .Role("sales_director", "Answers for all sales: works on all of the CRM, pipelines and reasons included.", SalesRoles.Director);
}
