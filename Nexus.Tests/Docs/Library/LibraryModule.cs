using Nexus.Kernel.Declare;

namespace Nexus.Tests.Docs.Library;

/// <summary>Books, who has them, and which have to be bought.</summary>
[Module("library", "Library")]
public sealed class LibraryModule : IModule
{
    public static void Declare(ModuleBuilder library) => library
        .Resource<Book>()
        .Resource<Loan>()
        .Resource<Purchase>()
        .Operation<LendBook>()
        .Operation<ReportLoss>()
        .Reaction<BuyAnotherCopyWhenBookLost>()
        .Report<LoansByReader>()
        .Preset<FirstShelf>()
        .Role("librarian", "Lends books and sees who has them.", new Grant("library.*"));
}
