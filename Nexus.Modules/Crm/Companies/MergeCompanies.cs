using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Companies;

/// <summary>
/// Makes one company of several that are the same. The survivor takes what it lacks, and all tags; contacts, deals, activities and
/// whatever else referred to a duplicate refer to it; the duplicates are archived. Preview it with a dry run.
/// </summary>
/// <param name="CompanyId">The company that stays.</param>
/// <param name="Duplicates">Ids of the companies that go, at most 20.</param>
/// <param name="Take">Field name to the id of the company whose value is wanted: <c>{"domain": "…"}</c>.</param>
[Operation("crm.company.merge", Effect.Write, LargeEffect = true)]
public sealed record MergeCompanies(Guid CompanyId, Guid[] Duplicates, IReadOnlyDictionary<string, Guid>? Take = null) : IWideOperation<MergeCompanies, CompaniesMerged>
{
    public static async Task<Outcome<CompaniesMerged>> Run(MergeCompanies input, TenantDb db, Call call, CancellationToken ct)
    {
        var (survivor, duplicates) = await RowMerge.Load<Company>(db, input.CompanyId, input.Duplicates, ct);
        RowMerge.Fill(db, survivor, duplicates, input.Take ?? new Dictionary<string, Guid>());
        var references = await RowMerge.Repoint(db, survivor, duplicates, ct);
        foreach (var duplicate in duplicates)
            (duplicate.ArchivedAt, duplicate.MergedIntoId) = (call.Now, survivor.Id);
        return Outcome.Of(new CompaniesMerged(survivor.Id, survivor.Name, input.Duplicates, references)).AnswerWith(survivor);
    }
}

/// <summary>Several companies were made one.</summary>
/// <param name="References">How many rows referred to a duplicate and refer to the survivor now.</param>
[Event("crm.company.merged")]
public sealed record CompaniesMerged(Guid CompanyId, string Name, Guid[] Duplicates, int References);
