using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;
using Nexus.Modules.Finance.Payments;

namespace Nexus.Modules.Finance.Banking;

/// <summary>
/// Matches the open lines of a bank statement by itself where it is certain: first by rules, then with the one invoice or bill that clearly stands
/// out and whose amount agrees. What is doubtful stays open, with its suggestions.
/// </summary>
/// <param name="BankStatementId">The statement.</param>
[Operation("finance.bank_statement.reconcile", Effect.Write, LargeEffect = true)]
public sealed record ReconcileStatement(Guid BankStatementId) : IWideOperation<ReconcileStatement, StatementReconciled>
{
    /// <summary>Lines that one call matches; call again for more.</summary>
    public const int LinesMax = 500;

    /// <summary>By so many points the best item must be ahead of the next one.</summary>
    private const int Ahead = 20;

    private sealed record Candidate(Guid LineId, Guid OpenItemId, Guid DocumentId, Guid PartnerId, string Number, decimal Remaining, int Score, string Reasons);

    public static async Task<Outcome<StatementReconciled>> Run(ReconcileStatement input, TenantDb db, Call call, CancellationToken ct)
    {
        var statement = await db.Find<BankStatement>(input.BankStatementId, ct) ?? throw Fault.NotFound("bank statement");
        var lines = await db.Query<BankLine>($"where t.statement_id = {statement.Id} and t.status = {BankLineStatus.Open} order by t.position limit {LinesMax} for update", ct);
        var rules = await db.Query<BankRule>($"where t.archived_at is null order by t.position, t.created_at", ct);
        var happened = new List<object>();
        var byRule = 0;
        foreach (var line in lines)
        {
            if (rules.FirstOrDefault(r => r.Covers(line)) is not { } rule)
                continue;
            happened.Add(await Reconciling.Post(line, new DraftLine { AccountId = rule.AccountId }, null, $"rule {rule.Name}", db, call, ct));
            happened.Add(BankLineMatched.Of(line));
            byRule++;
        }

        var byItem = 0;
        var used = new HashSet<Guid>();
        var candidates = (await Candidates(db, [.. lines.Where(l => l.Status is BankLineStatus.Open).Select(l => l.Id)], ct)).ToLookup(c => c.LineId);
        foreach (var line in lines.Where(l => l.Status is BankLineStatus.Open))
        {
            var found = candidates[line.Id].ToArray();
            if (found.Length == 0 || found[0].Score < Suggestions.Certain || found.Length > 1 && found[0].Score - found[1].Score < Ahead)
                continue;
            // Its number alone isn't enough where the amount is another one: a person decides whether it is a part, or two invoices.
            if (found[0].Remaining != Math.Abs(line.Amount.Amount) || !used.Add(found[0].OpenItemId))
                continue;
            var item = await db.Find<OpenItem>(found[0].OpenItemId, ct);
            if (item is null || Math.Abs(item.Remaining) != found[0].Remaining)
                continue;
            var paid = await Reconciling.Pay(line, found[0].PartnerId, [new PaymentUse(found[0].DocumentId)], item.Ledger, $"{found[0].Number}: {found[0].Reasons} ({found[0].Score})", db, call, ct);
            happened.AddRange([paid.Event, .. paid.Also, BankLineMatched.Of(line)]);
            byItem++;
        }

        return Outcome.Of(new StatementReconciled(statement.Id, byRule, byItem, lines.Count - byRule - byItem)).Also([.. happened]);
    }

    private static async Task<IReadOnlyList<Candidate>> Candidates(TenantDb db, Guid[] lines, CancellationToken ct)
    {
        var query = Suggestions.Of($"(select * from {db.Table<BankLine>()} b where b.id = any({lines}))", db.Table<OpenItem>(), db.Table<Partner>(), db.Table<Invoice>());
        var json = await db.Scalar<string>($"select coalesce(json_agg(s), '[]')::text from ({query}) s", ct);
        return JsonSerializer.Deserialize<Candidate[]>(json!, NexusJson.Options)!;
    }
}

/// <summary>The lines of a bank statement were matched where it was certain.</summary>
/// <param name="ByRule">Lines that a rule posted.</param>
/// <param name="ByItem">Lines that pay an invoice or a bill.</param>
/// <param name="Open">Lines that a person must look at.</param>
[Event("finance.bank_statement.reconciled")]
public sealed record StatementReconciled(Guid BankStatementId, int ByRule, int ByItem, int Open);
