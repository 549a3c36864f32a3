using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Reads filters: <c>not.eq.value</c> after a field's name, and the trees of <c>and=(…)</c> and <c>or=(…)</c>.</summary>
internal sealed class FilterParser
{
    private static readonly HashSet<string> Operators =
        ["eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch", "in", "is", "isdistinct", "cs", "cd", "ov", "fts", "plfts", "phfts", "wfts"];

    private static readonly HashSet<string> Quantifiable = ["eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch"];

    private int _filters;

    /// <summary><c>name=not.eq.value</c></summary>
    public Condition Comparison(FieldPath path, string text)
    {
        var scanner = new Scanner(text, path.ToString());
        var negated = scanner.Take("not.");
        return Comparison(scanner, path, negated, inTree: false);
    }

    /// <summary><c>or=(name.eq.a,and(size.gt.1,size.lt.9))</c></summary>
    public Condition Tree(bool any, bool negated, string text, string parameter)
    {
        var scanner = new Scanner(text, parameter);
        var tree = Parts(scanner, any, negated, 1);
        return scanner.AtEnd ? tree : throw scanner.Fault("The list should end here");
    }

    private Logic Parts(Scanner scanner, bool any, bool negated, int depth)
    {
        if (depth > ReadLimits.LogicDepthMax)
            throw Fault.Malformed("query_too_large", $"and and or can be nested at most {ReadLimits.LogicDepthMax} deep.");
        scanner.Expect('(');
        var parts = new List<Condition>();
        do
        {
            scanner.Space();
            parts.Add(Part(scanner, depth));
            scanner.Space();
        }
        while (scanner.Take(','));
        scanner.Expect(')');
        return new Logic(any, parts, negated);
    }

    private Condition Part(Scanner scanner, int depth)
    {
        var negated = scanner.Take("not.");
        if (scanner.Sees("or("))
            return Parts(Skip(scanner, "or"), any: true, negated, depth + 1);
        if (scanner.Sees("and("))
            return Parts(Skip(scanner, "and"), any: false, negated, depth + 1);

        var path = scanner.Path();
        scanner.Expect('.');
        if (scanner.Take("not."))
            negated = !negated;
        return Comparison(scanner, path, negated, inTree: true);
    }

    private Comparison Comparison(Scanner scanner, FieldPath path, bool negated, bool inTree)
    {
        if (++_filters > ReadLimits.FiltersMax)
            throw Fault.Malformed("query_too_large", $"A read has at most {ReadLimits.FiltersMax} filters.");

        var name = scanner.AtEnd || !char.IsAsciiLetter(scanner.Next) ? "" : scanner.Name();
        if (!Operators.Contains(name))
            throw Fault.Malformed("unknown_operator", $"A filter is an operator, a point and a value, such as eq.5. Operators: {string.Join(", ", Operators)}.", Short(path.ToString()));

        string? argument = null;
        if (scanner.Take('('))
        {
            argument = scanner.Name();
            scanner.Expect(')');
        }

        scanner.Expect('.');
        var fullText = name.EndsWith("fts", StringComparison.Ordinal);
        var quantifier = fullText ? null : argument;
        if (quantifier is not null && (quantifier is not ("any" or "all") || !Quantifiable.Contains(name)))
            throw scanner.Fault("Only any or all can stand here, after an operator that compares");
        return new Comparison(path, name, quantifier, fullText ? argument : null, Values(scanner, name, quantifier, inTree), negated);
    }

    private static IReadOnlyList<string> Values(Scanner scanner, string name, string? quantifier, bool inTree)
    {
        if (name == "in" || quantifier is not null)
        {
            var values = name == "in" ? scanner.List('(', ')') : scanner.List('{', '}');
            return inTree || scanner.AtEnd ? values : throw scanner.Fault("The list should end here");
        }

        if (!inTree)
            return [scanner.Rest()];
        if (scanner.Next == '"')
            return [scanner.Quoted()];
        if (scanner.Next == '{')
            return ["{" + string.Join(',', scanner.List('{', '}').Select(v => '"' + v.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"')) + "}"];
        return [scanner.Until(',', ')')];
    }

    private static Scanner Skip(Scanner scanner, string word)
    {
        scanner.Take(word);
        return scanner;
    }

    private static string Short(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
