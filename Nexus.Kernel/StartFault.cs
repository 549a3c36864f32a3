namespace Nexus.Kernel;

/// <summary>A host can't start as it is configured; the message says what to set.</summary>
public sealed class StartFault(string message) : InvalidOperationException(message);
