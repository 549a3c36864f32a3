using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Tests.Docs.Library;

/// <summary>A copy of a book that the library owns.</summary>
[Resource("library.book", Title = nameof(Title))]
public sealed class Book : Resource
{
    /// <summary>As printed on the cover.</summary>
    [Required, MaxLength(300), Searchable]
    public string Title { get; set; } = "";

    /// <summary>International Standard Book Number, 13 digits.</summary>
    [RegularExpression("[0-9]{13}"), DuplicateKey]
    public string? Isbn { get; set; }

    /// <summary>Where the copy is.</summary>
    [ReadOnly(true)]
    public Whereabouts Whereabouts { get; set; }
}

/// <summary>Where a copy can be.</summary>
public enum Whereabouts
{
    Shelf,
    Lent,
    Lost,
}
