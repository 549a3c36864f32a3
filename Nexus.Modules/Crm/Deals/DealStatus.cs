namespace Nexus.Modules.Crm.Deals;

/// <summary>How a deal stands.</summary>
public enum DealStatus
{
    Open,
    Won,
    Lost,
}
