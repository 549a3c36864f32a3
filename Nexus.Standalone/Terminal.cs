namespace Nexus.Standalone;

/// <summary>What a person reads: results and progress on the standard output, what is in the way on the error output.</summary>
internal static class Terminal
{
    internal static void Say(string line) => Console.Out.WriteLine(line);

    /// <summary>One line that says what is in the way; the whole story only for whoever asks with <c>NEXUS_DEBUG=1</c>.</summary>
    internal static int Fail(string line, int exitCode, Exception? story = null)
    {
        Console.Error.WriteLine($"nexus: {line}");
        if (story is not null && Environment.GetEnvironmentVariable("NEXUS_DEBUG") is { Length: > 0 })
        {
            Console.Error.WriteLine(story);
        }

        return exitCode;
    }
}
