namespace Nexus.Standalone;

/// <summary>Nexus cannot start or go on, and a person can do something about it: the message is one line that says what.</summary>
public sealed class StartFailure(string message, Exception? cause = null) : Exception(message, cause);
