namespace Nexus.Modules.Crm.Leads;

/// <summary>How far a lead has come.</summary>
public enum LeadStatus
{
    New,
    Working,
    Qualified,
    Disqualified,
    Converted,
}

/// <summary>How promising a lead is.</summary>
public enum LeadRating
{
    Cold,
    Warm,
    Hot,
}
