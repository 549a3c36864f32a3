using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Tests.Docs.Library;

/// <summary>Lends a book that is on its shelf to a reader.</summary>
/// <param name="Reader">Name of the reader.</param>
/// <param name="DueOn">When it has to be back.</param>
[Operation("library.book.lend", Effect.Write)]
public sealed record LendBook(Guid BookId, [MaxLength(200)] string Reader, DateOnly DueOn) : IOperation<LendBook, Book, BookLent>
{
    public static Task<Book?> Load(LendBook input, TenantDb db, CancellationToken ct) => db.Find<Book>(input.BookId, ct);

    public static Outcome<BookLent> Decide(LendBook input, Book book, Call call)
    {
        if (book.Whereabouts is not Whereabouts.Shelf)
            return new Refusal("not_on_shelf", "The book isn't on its shelf.");
        if (input.DueOn < DateOnly.FromDateTime(call.Now.UtcDateTime))
            return new Refusal("due_in_the_past", "The day when it is due must be ahead.", "due_on");

        var loan = new Loan { Id = call.NewId(), BookId = book.Id, Reader = input.Reader, DueOn = input.DueOn };
        book.Whereabouts = Whereabouts.Lent;
        Outcome<BookLent> lent = new BookLent(book.Id, loan.Id, loan.Reader);
        return lent.Add(loan);
    }
}

/// <summary>A reader took a book home.</summary>
[Event("library.book.lent")]
public sealed record BookLent(Guid BookId, Guid LoanId, string Reader);
