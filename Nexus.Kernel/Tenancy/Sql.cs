using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// A piece of SQL written as an interpolated string: what stands in braces becomes a parameter, never text; another <see cref="Sql"/> is
/// spliced in with its parameters. So a value can't become code.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly List<object> _parts;

    public Sql(int literalLength, int formattedCount) => _parts = new List<object>(formattedCount * 2 + 1);

    private Sql(string text) => _parts = [text];

    /// <summary>Nothing.</summary>
    public static Sql Empty => new("");

    /// <summary>Text that the kernel itself made (a quoted name, a keyword). Never pass anything that came from outside.</summary>
    internal static Sql Raw(string text) => new(text);

    /// <summary>A quoted identifier.</summary>
    internal static string Quote(string identifier) => "\"" + identifier.Replace("\"", "\"\"") + "\"";

    public static Sql Join(string separator, IEnumerable<Sql> pieces)
    {
        var joined = new Sql("");
        var first = true;
        foreach (var piece in pieces)
        {
            if (!first)
                joined._parts.Add(separator);
            joined._parts.AddRange(piece._parts);
            first = false;
        }

        return joined;
    }

    public bool IsEmpty => _parts.All(p => p is string { Length: 0 });

    public void AppendLiteral(string text) => _parts.Add(text);

    public void AppendFormatted(Sql sql) => _parts.AddRange(sql._parts);

    public void AppendFormatted<T>(T value) => _parts.Add(new Parameter(value, null));

    /// <summary>A parameter whose type PostgreSQL couldn't infer.</summary>
    public static Sql Value(object? value, NpgsqlDbType type) => new("") { _parts = { new Parameter(value, type) } };

    /// <summary>This one followed by another.</summary>
    public Sql Then(Sql next) => Join("", [this, next]);

    /// <summary>The text with <c>$1</c>, <c>$2</c> …, the values added to <paramref name="parameters"/>.</summary>
    public string Render(NpgsqlParameterCollection parameters)
    {
        if (_parts.Count == 1 && _parts[0] is string only)
            return only;

        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part is Parameter parameter)
            {
                parameters.Add(parameter.ToNpgsql());
                text.Append('$').Append(parameters.Count);
            }
            else
            {
                text.Append((string)part);
            }
        }

        return text.ToString();
    }

    public NpgsqlBatchCommand ToBatchCommand()
    {
        var command = new NpgsqlBatchCommand();
        command.CommandText = Render(command.Parameters);
        return command;
    }

    public override string ToString() => string.Concat(_parts.Select(p => p is Parameter ? "?" : p.ToString()));

    private sealed record Parameter(object? Value, NpgsqlDbType? Type)
    {
        public NpgsqlParameter ToNpgsql()
        {
            var parameter = new NpgsqlParameter { Value = Value is Enum choice ? Declare.Names.Snake(choice.ToString()) : Value ?? DBNull.Value };
            if (Type is { } type)
                parameter.NpgsqlDbType = type;
            return parameter;
        }
    }
}
