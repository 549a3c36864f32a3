using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>A rule that declarations must keep. One rule a file; the message says the cause and the cure.</summary>
public interface IVerifier
{
    /// <exception cref="ModelException">The rule is broken.</exception>
    void Verify(NexusModel model);
}

/// <summary>The rules, in the order in which they are checked.</summary>
public static class Verifiers
{
    public static IReadOnlyList<IVerifier> All { get; } =
    [
        new EveryNameIsPlain(),
        new EveryDeclarationIsDescribed(),
        new EveryReferenceIsDeclared(),
        new EveryEventHasOneOwner(),
        new EveryReactionHasItsEvent(),
        new EveryNeedIsThere(),
        new EveryToolNameIsOnce(),
        new EveryReportShowsItsColumns(),
    ];
}
