using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Tests.Docs.Library;

/// <summary>That a reader has a book.</summary>
[Resource("library.loan", Title = nameof(Reader), Derived = Derived.None)]
public sealed class Loan : Resource
{
    /// <summary>The book that was lent.</summary>
    [References<Book>]
    public Guid BookId { get; set; }

    /// <summary>Name of the reader.</summary>
    [Required, MaxLength(200)]
    public string Reader { get; set; } = "";

    /// <summary>When it has to be back.</summary>
    public DateOnly DueOn { get; set; }
}
