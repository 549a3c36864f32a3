using System.ComponentModel;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Periods;

namespace Nexus.Modules.Finance.Journals;

/// <summary>
/// What an account has taken in a period, journal and currency, kept with each posting, so that balances never sum up history. It is kept by
/// journal because postings of a journal follow each other anyhow (their numbers do): so nobody waits for a total.
/// </summary>
[Resource("finance.account_total", Title = nameof(Currency), Derived = Derived.None, Told = Told.ByOperation, Setup = true)]
[Index(nameof(AccountId), nameof(PeriodId))]
public sealed class AccountTotal : Resource
{
    /// <summary>The account.</summary>
    [ReadOnly(true), References<Account>]
    public Guid AccountId { get; set; }

    /// <summary>The period.</summary>
    [ReadOnly(true), References<Period>]
    public Guid PeriodId { get; set; }

    /// <summary>The journal.</summary>
    [ReadOnly(true), References<Journal>]
    public Guid JournalId { get; set; }

    /// <summary>Currency of debit and credit.</summary>
    [ReadOnly(true), Currency]
    public string Currency { get; set; } = "";

    /// <summary>Sum of debits in the currency.</summary>
    [ReadOnly(true)]
    public decimal Debit { get; set; }

    /// <summary>Sum of credits in the currency.</summary>
    [ReadOnly(true)]
    public decimal Credit { get; set; }

    /// <summary>Sum of debits in the book currency.</summary>
    [ReadOnly(true)]
    public decimal BookDebit { get; set; }

    /// <summary>Sum of credits in the book currency.</summary>
    [ReadOnly(true)]
    public decimal BookCredit { get; set; }

    /// <summary>How many lines it sums up.</summary>
    [ReadOnly(true)]
    public long Lines { get; set; }
}
