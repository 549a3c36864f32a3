using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Reads <c>select</c>: <c>id,title:name,company!inner(name,owner(name)),contacts(count)</c>.</summary>
internal sealed class SelectParser
{
    private readonly Scanner _scanner;
    private int _embeds;
    private int _columns;

    private SelectParser(string text) => _scanner = new Scanner(text, "select");

    public static void Parse(string text, QueryNode into)
    {
        var parser = new SelectParser(text);
        parser.Items(into, 0);
        if (!parser._scanner.AtEnd)
            throw parser._scanner.Fault("The list should end here");
    }

    private void Items(QueryNode into, int depth)
    {
        _scanner.Space();
        if (_scanner.AtEnd || _scanner.Next == ')')
            return;
        do
        {
            _scanner.Space();
            into.Items.Add(Item(depth));
            _scanner.Space();
        }
        while (_scanner.Take(','));
    }

    private SelectItem Item(int depth)
    {
        if (_scanner.Take('*'))
            return new AllColumns();

        var spread = _scanner.Take("...");
        var path = _scanner.Path();
        string? alias = null;
        if (_scanner.Next == ':' && !_scanner.Sees("::") && path.Steps.Count == 0)
        {
            _scanner.Take(':');
            alias = OutputName(path.Name);
            path = _scanner.Path();
        }

        if (path.Steps.Count == 0 && _scanner.Next is '!' or '(' && !(path.Name == "count" && _scanner.Sees("()")))
            return Embed(alias, path.Name, spread, depth);
        if (spread)
            throw _scanner.Fault("... is for embedded resources");
        if (++_columns > ReadLimits.ColumnsMax)
            throw Fault.Malformed("query_too_large", $"select names more than {ReadLimits.ColumnsMax} columns.", "select");
        if (_scanner.Take("()") || path is { Name: "count", Steps.Count: 0 } && depth > 0)
            return new CountOfRows(alias);
        if (_scanner.Take('.'))
            return Aggregate(alias, path, depth);
        return new ColumnItem(alias, path, Cast());
    }

    private AggregateItem Aggregate(string? alias, FieldPath path, int depth)
    {
        var function = _scanner.Name();
        if (depth > 0 || !AggregateItem.Functions.Contains(function) || !_scanner.Take("()"))
            throw Fault.Malformed("aggregate_not_supported", $"After a field's name {string.Join(", ", AggregateItem.Functions.Select(f => $".{f}()"))} can stand, in what isn't embedded.", "select");
        return new AggregateItem(alias, path, function);
    }

    private bool Cast()
    {
        if (!_scanner.Take("::"))
            return false;
        return _scanner.Name() == "text" ? true : throw Fault.Malformed("cast_not_supported", "A column can be cast to text only (::text).", "select");
    }

    private EmbedItem Embed(string? alias, string target, bool spread, int depth)
    {
        if (depth >= ReadLimits.EmbedDepthMax || ++_embeds > ReadLimits.EmbedsMax)
            throw Fault.Malformed("query_too_large", $"At most {ReadLimits.EmbedsMax} resources can be embedded, at most {ReadLimits.EmbedDepthMax} deep.", "select");

        string? hint = null;
        var inner = false;
        while (_scanner.Take('!'))
        {
            var word = _scanner.Name();
            if (word == "inner")
                inner = true;
            else if (word != "left")
                hint = word;
        }

        var query = new QueryNode();
        _scanner.Expect('(');
        Items(query, depth + 1);
        _scanner.Expect(')');
        return new EmbedItem(alias, target, hint, inner, spread, query);
    }

    /// <summary>What a client calls a column becomes a name in SQL, so it is kept to what a name may be.</summary>
    private static string OutputName(string name) =>
        name.Length is > 0 and <= 60 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ' ' or '$')
            ? name
            : throw Fault.Malformed("wrong_alias", "A column's new name has 1 to 60 letters, digits, spaces, - and _.", "select");
}
