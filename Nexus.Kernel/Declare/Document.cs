using System.Reflection;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Declare;

/// <summary>Names a document: <c>finance.invoice.pdf</c> is read at <c>/api/v1/finance/invoices/{id}/pdf</c> by who may read the row.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DocumentAttribute(string name, string mediaType) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Such as <c>application/pdf</c>.</summary>
    public string MediaType { get; } = mediaType;
}

/// <summary>A row as a file: a PDF, an XML message. It is made when it is asked for.</summary>
public interface IDocument<TSelf, TResource>
    where TSelf : IDocument<TSelf, TResource>
    where TResource : Resource
{
    /// <exception cref="Fault">There is no such file of this row, and why.</exception>
    static abstract Task<DocumentFile> Make(TResource row, TenantDb db, Call call, CancellationToken ct);
}

/// <summary>A file that was made.</summary>
/// <param name="Name">What it is called when it is saved, <c>INV-2026-000001.pdf</c>.</param>
public sealed record DocumentFile(string Name, byte[] Content);

/// <summary>A document as the kernel sees it.</summary>
public sealed class DocumentType
{
    public required string Name { get; init; }

    public required string MediaType { get; init; }

    public required string Description { get; init; }

    /// <summary>The class of the resource whose rows it is made of.</summary>
    public required Type Of { get; init; }

    internal Func<Resource, TenantDb, Call, CancellationToken, Task<DocumentFile>> Make { get; init; } = null!;

    /// <summary>Full name of the resource.</summary>
    public string Resource => Name[..Name.LastIndexOf('.')];

    /// <summary>The last part of the name, <c>pdf</c>.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    internal static DocumentType Read(Type clr)
    {
        var attribute = clr.GetCustomAttribute<DocumentAttribute>()
            ?? throw new ModelException($"{clr.Name} has no [Document] attribute.", "Put [Document(\"module.resource.name\", \"media/type\")] on it.");
        var door = clr.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDocument<,>))
            ?? throw new ModelException($"{clr.Name} is no document.", "Let it implement IDocument<,>.");
        var of = door.GetGenericArguments()[1];
        if (of.GetCustomAttribute<ResourceAttribute>() is not { } resource || !attribute.Name.StartsWith(resource.Name + ".", StringComparison.Ordinal) || attribute.Name.Split('.').Length != 3)
            throw new ModelException($"The document {attribute.Name} isn't named after its resource.", "Name it module.resource.name.");
        return new DocumentType
        {
            Name = attribute.Name,
            MediaType = attribute.MediaType,
            Description = Descriptions.Of(clr),
            Of = of,
            Make = (Func<Resource, TenantDb, Call, CancellationToken, Task<DocumentFile>>)typeof(DocumentType).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(clr, of).Invoke(null, null)!,
        };
    }

    private static Func<Resource, TenantDb, Call, CancellationToken, Task<DocumentFile>> Bind<TSelf, TResource>() where TSelf : IDocument<TSelf, TResource> where TResource : Resource =>
        (row, db, call, ct) => TSelf.Make((TResource)row, db, call, ct);
}
