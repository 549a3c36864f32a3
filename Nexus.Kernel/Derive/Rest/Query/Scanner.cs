using System.Text;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Goes through the text of one query parameter from left to right.</summary>
/// <param name="parameter">Named in faults.</param>
internal sealed class Scanner(string text, string parameter)
{
    private int _at;

    public bool AtEnd => _at >= text.Length;

    public char Next => AtEnd ? '\0' : text[_at];

    public Fault Fault(string message) => Run.Fault.Malformed("malformed_query", $"{message} (at character {_at + 1} of {Short(parameter)})", Short(parameter));

    public bool Take(char expected)
    {
        if (Next != expected || AtEnd)
            return false;
        _at++;
        return true;
    }

    public bool Take(string expected)
    {
        if (string.CompareOrdinal(text, _at, expected, 0, expected.Length) != 0)
            return false;
        _at += expected.Length;
        return true;
    }

    public bool Sees(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;

    public void Expect(char expected)
    {
        if (!Take(expected))
            throw Fault($"A '{expected}' was expected");
    }

    public void Space()
    {
        while (!AtEnd && char.IsWhiteSpace(text[_at]))
            _at++;
    }

    /// <summary>A name, plain or in quotation marks.</summary>
    public string Name()
    {
        if (Next == '"')
            return Quoted();
        var start = _at;
        while (!AtEnd && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '$'))
            _at++;
        return _at > start ? text[start.._at] : throw Fault("A name was expected");
    }

    /// <summary>A field with the steps that lead into it.</summary>
    public FieldPath Path()
    {
        var name = Name();
        if (Next != '-')
            return new FieldPath(name, []);

        var steps = new List<PathStep>();
        while (Take("->"))
        {
            var asText = Take('>');
            steps.Add(new PathStep(Key(), asText));
            if (steps.Count > ReadLimits.PathStepsMax)
                throw Fault($"A path has more than {ReadLimits.PathStepsMax} steps");
            if (asText && Sees("->"))
                throw Fault("->> must be the last step of a path");
        }

        return new FieldPath(name, steps);
    }

    /// <summary>Everything up to one of the characters, which is not taken.</summary>
    public string Until(params ReadOnlySpan<char> ends)
    {
        var length = text.AsSpan(_at).IndexOfAny(ends);
        var start = _at;
        _at = length < 0 ? text.Length : _at + length;
        return text[start.._at];
    }

    public string Rest()
    {
        var rest = text[_at..];
        _at = text.Length;
        return rest;
    }

    /// <summary>Text in quotation marks; a backslash keeps the character after it as it is.</summary>
    public string Quoted()
    {
        Expect('"');
        var value = new StringBuilder();
        while (!AtEnd)
        {
            var c = text[_at++];
            if (c == '"')
                return value.ToString();
            if (c == '\\' && !AtEnd)
                c = text[_at++];
            value.Append(c);
        }

        throw Fault("A quotation mark isn't closed");
    }

    /// <summary>Values between two brackets, separated by commas.</summary>
    public IReadOnlyList<string> List(char open, char close)
    {
        Expect(open);
        var values = new List<string>();
        if (Take(close))
            return values;
        do
        {
            values.Add(Next == '"' ? Quoted() : Until(',', close));
            if (values.Count > ReadLimits.ListItemsMax)
                throw Fault($"A list has more than {ReadLimits.ListItemsMax} values");
        }
        while (Take(','));
        Expect(close);
        return values;
    }

    private string Key()
    {
        if (Next == '"')
            return Quoted();
        var start = _at;
        while (!AtEnd && text[_at] is not (',' or ')' or '(' or '.' or ':' or '"') && !Sees("->"))
            _at++;
        return _at > start ? text[start.._at] : throw Fault("A key was expected");
    }

    private static string Short(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
