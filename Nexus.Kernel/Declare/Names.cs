using System.Text;
using System.Text.RegularExpressions;

namespace Nexus.Kernel.Declare;

/// <summary>How a name in C# becomes one in JSON, SQL and routes, and one for people.</summary>
public static partial class Names
{
    /// <summary><c>ExpectedCloseOn</c> becomes <c>expected_close_on</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary><c>expected_close_on</c> becomes <c>Expected close on</c>; a trailing <c>_id</c> is dropped.</summary>
    public static string Label(string snake)
    {
        if (snake.EndsWith("_id", StringComparison.Ordinal))
            snake = snake[..^3];
        var words = snake.Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>True for what may name a field, a resource or an operation's part: lower case, digits and underscores, a letter first, 50 characters.</summary>
    public static bool IsPlain(string name) => Plain().IsMatch(name);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,49}$")]
    private static partial Regex Plain();
}
