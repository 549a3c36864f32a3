using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Tests.Docs.Library;

/// <summary>Notes that a book is lost.</summary>
[Operation("library.book.report_loss", Effect.Write)]
public sealed record ReportLoss(Guid BookId) : IOperation<ReportLoss, Book, BookLost>
{
    public static Task<Book?> Load(ReportLoss input, TenantDb db, CancellationToken ct) => db.Find<Book>(input.BookId, ct);

    public static Outcome<BookLost> Decide(ReportLoss input, Book book, Call call)
    {
        if (book.Whereabouts is Whereabouts.Lost)
            return new Refusal("already_lost", "The book is known to be lost.");

        book.Whereabouts = Whereabouts.Lost;
        return new BookLost(book.Id, book.Title);
    }
}

/// <summary>A book is gone.</summary>
[Event("library.book.lost")]
public sealed record BookLost(Guid BookId, string Title);
