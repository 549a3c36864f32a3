using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Contacts;

/// <summary>
/// Makes one contact of several that are the same person. The survivor takes what it lacks, and all e-mails, telephones and tags;
/// deals, activities and whatever else referred to a duplicate refer to it; the duplicates are archived. Preview it with a dry run.
/// </summary>
/// <param name="ContactId">The contact that stays.</param>
/// <param name="Duplicates">Ids of the contacts that go, at most 20.</param>
/// <param name="Take">Field name to the id of the contact whose value is wanted: <c>{"job_title": "…"}</c>.</param>
[Operation("crm.contact.merge", Effect.Write, LargeEffect = true)]
public sealed record MergeContacts(Guid ContactId, Guid[] Duplicates, IReadOnlyDictionary<string, Guid>? Take = null) : IWideOperation<MergeContacts, ContactsMerged>
{
    public static async Task<Outcome<ContactsMerged>> Run(MergeContacts input, TenantDb db, Call call, CancellationToken ct)
    {
        var (survivor, duplicates) = await RowMerge.Load<Contact>(db, input.ContactId, input.Duplicates, ct);
        string?[] emails = [survivor.Email, .. duplicates.Select(d => d.Email)];
        string?[] phones = [survivor.Phone, .. duplicates.Select(d => d.Phone)];
        RowMerge.Fill(db, survivor, duplicates, input.Take ?? new Dictionary<string, Guid>());
        survivor.AdditionalEmails = Further(survivor.Email, emails, survivor.AdditionalEmails);
        survivor.AdditionalPhones = Further(survivor.Phone, phones, survivor.AdditionalPhones);
        var references = await RowMerge.Repoint(db, survivor, duplicates, ct);
        foreach (var duplicate in duplicates)
            (duplicate.ArchivedAt, duplicate.MergedIntoId) = (call.Now, survivor.Id);
        return Outcome.Of(new ContactsMerged(survivor.Id, survivor.Name, input.Duplicates, references)).AnswerWith(survivor);
    }

    /// <summary>All addresses but the first one, each once.</summary>
    private static string[] Further(string? first, IEnumerable<string?> main, IEnumerable<string> further) =>
        [.. main.OfType<string>().Concat(further).Distinct(StringComparer.OrdinalIgnoreCase).Where(a => !string.Equals(a, first, StringComparison.OrdinalIgnoreCase))];
}

/// <summary>Several contacts were made one.</summary>
/// <param name="References">How many rows referred to a duplicate and refer to the survivor now.</param>
[Event("crm.contact.merged")]
public sealed record ContactsMerged(Guid ContactId, string Name, Guid[] Duplicates, int References);
