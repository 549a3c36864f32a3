using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;

namespace Nexus.Tests.Docs.Library;

/// <summary>Puts a lost book on the list of what has to be bought.</summary>
public sealed class BuyAnotherCopyWhenBookLost : IReaction<BuyAnotherCopyWhenBookLost, BookLost>
{
    public static Task React(BookLost happened, ReactionContext context, CancellationToken ct) =>
        context.Run("library.purchase.create", JsonSerializer.SerializeToElement(new { title = happened.Title }), null, ct);
}
