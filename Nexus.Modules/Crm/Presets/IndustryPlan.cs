namespace Nexus.Modules.Crm.Presets;

/// <summary>How businesses of an industry sell.</summary>
/// <param name="Pipelines">The first one is the default.</param>
/// <param name="Tags">Name and colour.</param>
internal sealed record IndustryPlan(IReadOnlyList<PipelinePlan> Pipelines, IReadOnlyList<string> LostReasons, IReadOnlyList<(string Name, string Color)> Tags)
{
    /// <summary>The industry's plan; that of services for one that has none of its own.</summary>
    public static IndustryPlan Of(string industry) => industry switch
    {
        "retail" => Retail,
        "manufacturing" => Manufacturing,
        "hospitality" => Hospitality,
        "media" => Media,
        _ => Services,
    };

    private static readonly IndustryPlan Retail = new(
        [
            new("Wholesale", "Shops and resellers that take our range.", ("Enquiry", 10), ("Samples sent", 25), ("Price list agreed", 50), ("Trial order", 75)) { Won = "Regular customer" },
            new("Corporate orders", "Gifts, equipment and framework contracts for companies.", ("Request", 20), ("Offer sent", 45), ("Negotiation", 70)) { Won = "Ordered" },
        ],
        ["Too expensive", "Competitor's range", "Minimum order too high", "Delivery time too long", "Season missed", "No reply"],
        [("Key account", "#7c3aed"), ("Reseller", "#2563eb"), ("Online shop", "#0891b2"), ("Seasonal", "#d97706"), ("Credit check", "#dc2626"), ("Newsletter", "#059669")]);

    private static readonly IndustryPlan Services = new(
        [
            new("Sales", "New engagements.", ("New", 10), ("Discovery call", 20), ("Needs analysis", 40), ("Proposal sent", 60), ("Negotiation", 80)),
            new("Renewals", "Retainers and maintenance that come up for renewal.", ("Due", 60), ("Review held", 75), ("Renewal offered", 85)) { Won = "Renewed", Lost = "Cancelled" },
        ],
        ["Too expensive", "Chose a competitor", "No budget", "No decision", "Bad timing", "Did it in-house", "No reply"],
        [("Key account", "#7c3aed"), ("Decision maker", "#2563eb"), ("Partner", "#0891b2"), ("Referral", "#059669"), ("At risk", "#dc2626"), ("Newsletter", "#d97706")]);

    private static readonly IndustryPlan Manufacturing = new(
        [
            new("Projects", "Machines, plants and tools made to order.", ("Enquiry", 10), ("Feasibility", 20), ("Specification", 35), ("Quotation", 55), ("Technical clearance", 70), ("Contract review", 85)) { Won = "Ordered" },
            new("Spare parts and service", "Parts, maintenance and retrofits for what is installed.", ("Request", 40), ("Quoted", 60), ("Order announced", 85)) { Won = "Ordered" },
        ],
        ["Too expensive", "Lead time too long", "Specification not met", "Competitor's technology", "Investment postponed", "No export licence", "No reply"],
        [("Key account", "#7c3aed"), ("OEM", "#2563eb"), ("Distributor", "#0891b2"), ("Tender", "#d97706"), ("Certified ISO 9001", "#059669"), ("Payment in advance", "#dc2626")]);

    private static readonly IndustryPlan Hospitality = new(
        [
            new("Events and groups", "Weddings, conferences, tours and parties.", ("Enquiry", 15), ("Date on option", 35), ("Site visit", 55), ("Offer sent", 65), ("Deposit due", 90)) { Won = "Booked" },
            new("Corporate rates", "Companies whose people stay with us all year.", ("Contacted", 15), ("Needs known", 35), ("Rate offered", 60), ("Contract sent", 85)) { Won = "Signed" },
        ],
        ["Date not free", "Too expensive", "Too small", "Chose another house", "Event cancelled", "No reply"],
        [("Wedding", "#db2777"), ("Conference", "#2563eb"), ("Tour operator", "#0891b2"), ("Regular guest", "#059669"), ("VIP", "#7c3aed"), ("Allergies", "#dc2626")]);

    private static readonly IndustryPlan Media = new(
        [
            new("Advertising", "Campaigns, sponsorships and placements.", ("Lead", 10), ("Briefing", 25), ("Media plan", 45), ("Booking option", 70), ("Insertion order", 90)) { Won = "Booked" },
            new("Productions", "Films, podcasts and content made for clients.", ("Brief received", 15), ("Pitch", 30), ("Treatment and budget", 55), ("Contract", 85)) { Won = "Commissioned" },
            new("Licences", "Rights to what we have made.", ("Interest", 20), ("Screening", 40), ("Terms", 70)) { Won = "Licensed" },
        ],
        ["Budget cut", "Lost the pitch", "Audience doesn't fit", "Rights not free", "Campaign postponed", "Too expensive", "No reply"],
        [("Agency", "#2563eb"), ("Brand", "#7c3aed"), ("Broadcaster", "#0891b2"), ("Streaming", "#db2777"), ("Freelancer", "#059669"), ("Press", "#d97706")]);
}

/// <summary>A pipeline's stages in order, each with the chance in percent that a deal in it is won.</summary>
internal sealed record PipelinePlan(string Name, string Description, params IReadOnlyList<(string Name, int Probability)> Stages)
{
    public string Won { get; init; } = "Won";

    public string Lost { get; init; } = "Lost";
}
