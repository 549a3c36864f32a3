using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Reads a whole query string. What is about an embedded resource begins with its name: <c>contacts.order=name</c>.</summary>
internal static class QueryParser
{
    private static readonly HashSet<string> NotFilters = ["select", "columns", "dry_run", "dryRun"];

    /// <exception cref="Fault">400, with the parameter that can't be read.</exception>
    public static QueryNode Parse(HttpRequest request) => Parse(request.QueryString, request.Query);

    public static QueryNode Parse(QueryString text, IQueryCollection query)
    {
        if (text.Value?.Length > ReadLimits.QueryLengthMax)
            throw new Fault(414, "query_too_large", $"The query is longer than {ReadLimits.QueryLengthMax} characters.");

        var root = new QueryNode();
        if (query.TryGetValue("select", out var select))
            SelectParser.Parse(select.ToString(), root);
        else
            root.Items.Add(new AllColumns());

        var filters = new FilterParser();
        foreach (var (name, values) in query)
        {
            if (NotFilters.Contains(name))
                continue;
            foreach (var value in values)
                Add(root, name, value ?? "", filters);
        }

        return root;
    }

    private static void Add(QueryNode root, string name, string value, FilterParser filters)
    {
        var arrow = name.IndexOf("->", StringComparison.Ordinal);
        var parts = (arrow < 0 ? name : name[..arrow]).Split('.');
        var last = parts[^1];
        var path = parts.AsSpan(0, parts.Length - 1);
        var isTree = arrow < 0 && last is "or" or "and" && value.StartsWith('(');
        var negated = isTree && path is [.., "not"];
        var node = Find(root, negated ? path[..^1] : path, name);
        if (isTree)
            node.Conditions.Add(filters.Tree(last == "or", negated, value, name));
        else if (arrow < 0 && last == "order")
            OrderParser.Parse(value, name, node.Order);
        else if (arrow < 0 && last == "limit")
            node.Limit = Number(value, name);
        else if (arrow < 0 && last == "offset")
            node.Offset = Number(value, name);
        else
            node.Conditions.Add(filters.Comparison(Path(arrow < 0 ? last : last + name[arrow..], name), value));
    }

    private static QueryNode Find(QueryNode node, ReadOnlySpan<string> path, string parameter)
    {
        foreach (var name in path)
        {
            node = node.FindEmbed(name)?.Query
                ?? throw Fault.Malformed("not_embedded", $"{Short(name)} isn't embedded by select, so {Short(parameter)} means nothing. Write select=*,{Short(name)}(*).", Short(parameter));
        }

        return node;
    }

    private static FieldPath Path(string text, string parameter)
    {
        var scanner = new Scanner(text, parameter);
        var path = scanner.Path();
        return scanner.AtEnd ? path : throw scanner.Fault("The name should end here");
    }

    private static long Number(string value, string parameter) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fault.Malformed("wrong_value", $"{Short(parameter)} must be a whole number, 0 or more.", Short(parameter));

    private static string Short(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
