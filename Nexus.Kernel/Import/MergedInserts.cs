using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Nexus.Kernel.Import;

/// <summary>
/// Many inserts of one row each as few inserts of many rows: the database plans and runs a statement once for all of them. Inserts of one kind move
/// up to the first of them; where that order isn't possible the database refuses, and the lines are saved one by one.
/// </summary>
internal static partial class MergedInserts
{
    /// <summary>Parameters of one statement; the protocol allows 65,535.</summary>
    private const int ParametersMax = 30_000;

    public static IEnumerable<NpgsqlBatchCommand> Of(IEnumerable<NpgsqlBatchCommand> commands)
    {
        var merged = new List<(string Text, List<NpgsqlBatchCommand> Rows)>();
        var open = new Dictionary<string, List<NpgsqlBatchCommand>>();
        foreach (var command in commands)
        {
            if (open.TryGetValue(command.CommandText, out var rows) && (rows.Count + 1) * command.Parameters.Count <= ParametersMax)
            {
                rows.Add(command);
                continue;
            }

            merged.Add((command.CommandText, rows = [command]));
            if (OneRow().IsMatch(command.CommandText))
                open[command.CommandText] = rows;
        }

        return merged.Select(m => m.Rows.Count == 1 ? m.Rows[0] : Merge(m.Text, m.Rows));
    }

    private static NpgsqlBatchCommand Merge(string text, List<NpgsqlBatchCommand> rows)
    {
        var match = OneRow().Match(text);
        var values = match.Groups["row"].Value;
        var sql = new StringBuilder(text.Length + rows.Count * values.Length).Append(match.Groups["head"].Value);
        var command = new NpgsqlBatchCommand();
        foreach (var row in rows)
        {
            var first = command.Parameters.Count;
            sql.Append(first == 0 ? "" : ", ").Append(Place().Replace(values, m => "$" + (int.Parse(m.ValueSpan[1..]) + first)));
            foreach (NpgsqlParameter parameter in row.Parameters)
                command.Parameters.Add(parameter.Clone());
        }

        command.CommandText = sql.ToString();
        return command;
    }

    /// <summary>An insert of one row of parameters and nothing after it.</summary>
    [GeneratedRegex(@"^(?<head>\s*insert into [^$]*?values\s*)(?<row>\((\$\d+(::[a-z]+)?(, ?)?)+\))\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OneRow();

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Place();
}
