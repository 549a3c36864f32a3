using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Reads <c>order</c>: <c>name.desc.nullslast,company(name),settings->>rank</c>.</summary>
internal static class OrderParser
{
    public static void Parse(string text, string parameter, List<OrderTerm> into)
    {
        var scanner = new Scanner(text, parameter);
        do
        {
            scanner.Space();
            into.Add(Term(scanner));
            if (into.Count > ReadLimits.OrderTermsMax)
                throw Fault.Malformed("query_too_large", $"Rows can be ordered by at most {ReadLimits.OrderTermsMax} columns.", parameter);
        }
        while (scanner.Take(','));
        if (!scanner.AtEnd)
            throw scanner.Fault("The order should end here");
    }

    private static OrderTerm Term(Scanner scanner)
    {
        var path = scanner.Path();
        string? embed = null;
        if (path.Steps.Count == 0 && scanner.Take('('))
        {
            embed = path.Name;
            path = scanner.Path();
            scanner.Expect(')');
        }

        var descending = false;
        bool? nullsFirst = null;
        while (scanner.Take('.'))
        {
            switch (scanner.Name())
            {
                case "asc": descending = false; break;
                case "desc": descending = true; break;
                case "nullsfirst": nullsFirst = true; break;
                case "nullslast": nullsFirst = false; break;
                default: throw scanner.Fault("asc, desc, nullsfirst or nullslast was expected");
            }
        }

        return new OrderTerm(embed, path, descending, nullsFirst);
    }
}
