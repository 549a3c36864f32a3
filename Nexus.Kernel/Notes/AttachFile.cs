using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Notes;

/// <summary>A file was attached to a row.</summary>
[Event("core.attachment.attached")]
public sealed record FileAttached(Guid AttachmentId, string Resource, Guid RowId, string Name, long Size);

/// <summary>Attaches a file, of 5 MiB at most, to a row that you may change.</summary>
/// <param name="Resource">Full name of the resource whose row it belongs to, such as crm.deal.</param>
/// <param name="RowId">The row.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Content">The file's bytes as Base64.</param>
/// <param name="ContentType">What kind of file it is, such as application/pdf.</param>
[Operation("core.attachment.create", Effect.Write)]
public sealed partial record AttachFile([MaxLength(101)] string Resource, Guid RowId, [MaxLength(200)] string Name, [MaxLength(AttachFile.ContentLengthMax)] string Content, [MaxLength(100)] string? ContentType = null)
    : IWideOperation<AttachFile, FileAttached>
{
    /// <summary>Characters of Base64 that hold the largest file.</summary>
    public const int ContentLengthMax = (Attachment.BytesMax + 2) / 3 * 4;

    public static async Task<Outcome<FileAttached>> Run(AttachFile input, TenantDb db, Call call, CancellationToken ct)
    {
        var bytes = new byte[input.Content.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(input.Content, bytes, out var size) || size == 0)
            throw Fault.Invalid([new FieldFault("content", "not_base64", "Content must be the file's bytes as Base64, and not empty.")]);
        if (size > Attachment.BytesMax)
            throw Fault.Invalid([new FieldFault("content", "too_large", "The file is larger than 5 MiB.")]);
        var name = Plain(input.Name);
        if (name.Length == 0)
            throw Fault.Invalid([new FieldFault("name", "required", "Name must be given.")]);

        var file = new Attachment { Id = call.NewId(), Resource = input.Resource, RowId = input.RowId, Name = name, Size = size, ContentType = input.ContentType is { } type && Type().IsMatch(type) ? type.ToLowerInvariant() : "application/octet-stream" };
        await AboutRows.Require(file, db, call, ct);
        db.Add(file);
        db.AlsoSave($"update nexus.attachments set bytes = {bytes[..size]} where id = {file.Id} and tenant_id = {db.Tenant.Id}");
        return Outcome.Of(new FileAttached(file.Id, file.Resource, file.RowId, file.Name, file.Size)).AnswerWith(file);
    }

    /// <summary>A name and nothing else: no folder, no control characters, nothing that turns the writing's direction.</summary>
    private static string Plain(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return string.Concat(last.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.Format && !"<>:\"|?*".Contains(c))).Trim(' ', '.');
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.+-]*/[A-Za-z0-9][A-Za-z0-9.+-]*$")]
    private static partial Regex Type();
}
