using Nexus.Kernel.Declare;

namespace Nexus.Tests.Docs.Library;

/// <summary>A book to begin with.</summary>
public sealed class FirstShelf : IPreset
{
    public static IEnumerable<Resource> Rows(ActivatedBusiness business) =>
        [new Book { Title = $"How to run a library ({business.Country})" }];
}
