namespace Nexus.Web.Frame;

/// <summary>The icon of a module, by the field's standard names; others get a plain one.</summary>
internal static class ModuleIcons
{
    public static string Of(string module) => module switch
    {
        "crm" => "heart-handshake",
        "finance" => "receipt",
        "catalog" => "tag",
        "commerce" => "shopping-cart",
        "inventory" => "warehouse",
        "shipping" => "truck",
        "payments" => "credit-card",
        "billing" => "refresh-cw",
        "support" => "message-square",
        "marketing" => "megaphone",
        "hr" => "users",
        "projects" => "kanban",
        "logistics" => "map-pin",
        "media" => "image",
        _ => "blocks",
    };
}
