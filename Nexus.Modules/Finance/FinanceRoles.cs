using Nexus.Kernel.Declare;

namespace Nexus.Modules.Finance;

/// <summary>What the roles of an accounting department may do.</summary>
internal static class FinanceRoles
{
    /// <summary>What everybody who works with the books has to see.</summary>
    public static Grant[] Auditor =>
    [
        .. Resources.Select(r => new Grant($"finance.{r}.read")),
        .. Reports.Select(r => new Grant($"finance.{r}.read")),
        new("core.audit_entry.read"),
        new("core.user.read"),
    ];

    public static Grant[] Bookkeeper =>
    [
        .. Auditor.Where(g => g.Permission != "core.audit_entry.read"),
        new("finance.entry.post"),
        new("finance.entry.post_many"),
        new("finance.entry.reverse"),
        new("finance.exchange_rate.*"),
        new("finance.partner.*"),
        new("finance.invoice.*"),
        new("finance.payment.*"),
        new("finance.open_item.*"),
        new("finance.allocation.*"),
        new("finance.bank_statement.*"),
        new("finance.bank_line.*"),
        new("finance.bank_rule.*"),
        new("finance.dunning_notice.*"),
    ];

    public static Grant[] Accountant => [.. Auditor, new("finance.*")];

    private static readonly string[] Resources =
        ["account", "exchange_rate", "fiscal_year", "period", "journal", "entry", "entry_line", "number_range", "account_total", "legal_entity", "payment_term", "partner",
            "tax_code", "tax_rate", "invoice", "invoice_line", "payment", "open_item", "allocation", "bank_statement", "bank_line", "bank_rule", "dunning_level", "dunning_notice"];

    private static readonly string[] Reports =
        ["trial_balance", "general_ledger", "balance_sheet", "profit_and_loss", "cash_flow", "aged_receivables", "aged_payables", "tax_report", "bank_suggestions"];
}
