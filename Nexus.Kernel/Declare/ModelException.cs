namespace Nexus.Kernel.Declare;

/// <summary>A declaration that can't hold; found when the host starts. Says the cause and the cure.</summary>
public sealed class ModelException(string cause, string cure) : Exception($"{cause} {cure}");
