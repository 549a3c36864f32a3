namespace Nexus.Modules.Demo;

/// <summary>The names of the demo: a consultancy, its people and its customers. All of them are invented; domains end in <c>.example</c>.</summary>
internal static class DemoCast
{
    public const string Business = "Brightline Consulting";

    /// <summary>Its name until it is whole: a demo whose making was cut short is told by it, and made anew.</summary>
    public const string BusinessInTheMaking = Business + " (being made)";

    public const string Domain = "brightline.example";

    public const string AdministratorEmail = "admin@" + Domain;

    /// <summary>Name and role; the last one leads.</summary>
    public static readonly (string Name, string Role)[] Team =
    [
        ("Lena Hartmann", "sales_representative"),
        ("Tom Becker", "sales_representative"),
        ("Priya Nair", "sales_representative"),
        ("Marek Nowak", "sales_director"),
    ];

    /// <summary>Name, industry, city, country, employees.</summary>
    public static readonly (string Name, string Industry, string City, string Country, int Employees)[] Companies =
    [
        ("Nordwind Logistik", "Logistics", "Hamburg", "DE", 420), ("Alpenblick Hotels", "Hospitality", "Innsbruck", "AT", 180), ("Kessler Maschinenbau", "Manufacturing", "Stuttgart", "DE", 950),
        ("Rheingold Versicherung", "Insurance", "Köln", "DE", 1300), ("Bluefin Software", "Software", "Dublin", "IE", 75), ("Maison Aubert", "Retail", "Lyon", "FR", 240),
        ("Van Dijk Foods", "Food", "Rotterdam", "NL", 610), ("Solaris Energie", "Energy", "Freiburg", "DE", 130), ("Castello Design", "Furniture", "Milano", "IT", 90),
        ("Fjord Shipping", "Logistics", "Bergen", "NO", 330), ("Medica Plus", "Healthcare", "München", "DE", 560), ("Hanse Bau", "Construction", "Lübeck", "DE", 270),
        ("Iberia Textil", "Textiles", "Porto", "PT", 410), ("Zürisee Treuhand", "Finance", "Zürich", "CH", 60), ("Grünwald Biomarkt", "Retail", "Berlin", "DE", 320),
        ("Optima Labs", "Biotechnology", "Basel", "CH", 145), ("Karlsson & Berg", "Architecture", "Göteborg", "SE", 48), ("Elbtal Druck", "Printing", "Dresden", "DE", 85),
        ("Atlas Mobility", "Automotive", "Wien", "AT", 780), ("Perla Cosmetics", "Cosmetics", "Barcelona", "ES", 150), ("Waldhof Kliniken", "Healthcare", "Kassel", "DE", 1900),
        ("Quantum Analytics", "Software", "Amsterdam", "NL", 55), ("Sonnenhof Gastronomie", "Hospitality", "Salzburg", "AT", 110), ("Baltic Timber", "Forestry", "Riga", "LV", 260),
        ("Lindqvist Pharma", "Pharmaceuticals", "Uppsala", "SE", 690), ("Metropol Verlag", "Media", "Frankfurt am Main", "DE", 230), ("Ardenne Acier", "Steel", "Liège", "BE", 870),
        ("Vitalis Apotheken", "Retail", "Leipzig", "DE", 190), ("Norrland Outdoor", "Sports", "Umeå", "SE", 65), ("Cascade Water", "Utilities", "Luxembourg", "LU", 340),
        ("Heidelberger Optik", "Optics", "Heidelberg", "DE", 510), ("Tramonto Viaggi", "Travel", "Verona", "IT", 42), ("Rosenthaler Bank", "Finance", "Berlin", "DE", 640),
        ("Kopernik Robotics", "Robotics", "Kraków", "PL", 120), ("Sealand Offshore", "Energy", "Aberdeen", "GB", 480), ("Lumen Studios", "Media", "Paris", "FR", 70),
    ];

    public static readonly string[] FirstNames = ["Anna", "Lukas", "Sofia", "Jonas", "Clara", "Mateo", "Emma", "Felix", "Julia", "Pieter", "Ingrid", "Marco", "Hannah", "Olivier", "Katarzyna", "David", "Nina", "Erik", "Laura", "Stefan", "Amélie", "Paul", "Miriam", "Henrik"];

    public static readonly string[] LastNames = ["Weber", "Rossi", "Lindgren", "Dubois", "Schneider", "Jansen", "Costa", "Keller", "Novak", "Hofmann", "Moreau", "Berg", "Fischer", "Silva", "Vogel", "Martin", "Krüger", "Eriksen", "Huber", "Wagner", "Peeters", "Zimmermann", "Ferrari", "Lang"];

    public static readonly string[] JobTitles = ["Managing director", "Head of IT", "Head of purchasing", "Chief financial officer", "Operations manager", "Head of marketing", "Project manager", "Chief digital officer"];

    public static readonly string[] Projects = ["ERP selection", "Process review", "Data platform", "Rollout support", "Security audit", "Cloud migration", "Change programme", "Supply chain study", "Customer portal", "Interim management", "Training series", "Cost analysis"];

    public static readonly string[] Sources = ["website", "referral", "trade fair", "cold call", "partner", "newsletter"];

    public static readonly string[] LostReasons = ["Too expensive", "Chose a competitor", "No budget", "No decision", "Bad timing", "Did it in-house"];

    public static readonly string[] DisqualifiedReasons = ["No budget", "Wrong size", "Looking for a job", "No longer reachable"];

    public static readonly string[] Tags = ["Key account", "Decision maker", "Partner", "Referral", "Newsletter"];

    /// <summary>Kind, subject, outcome.</summary>
    public static readonly (string Kind, string Subject, string Outcome)[] Activities =
    [
        ("call", "Call about the next steps", "wants a meeting"),
        ("call", "Follow-up call", "reached, interested"),
        ("meeting", "Workshop on requirements", "scope agreed"),
        ("meeting", "Presentation to the board", "positive, open questions on price"),
        ("email", "Sent references", "thanked, will read"),
        ("email", "Sent the offer", "receipt confirmed"),
        ("task", "Prepare the calculation", "done"),
        ("note", "Budget is decided in the next quarter", ""),
    ];
}
