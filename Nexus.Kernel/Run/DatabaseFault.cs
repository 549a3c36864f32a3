using Nexus.Kernel.Declare;
using Npgsql;

namespace Nexus.Kernel.Run;

/// <summary>What the database refused, told as the caller's fault where it is one.</summary>
internal static class DatabaseFault
{
    /// <summary>True when running again can succeed: another transaction was in the way.</summary>
    public static bool IsPassing(PostgresException e) => e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;

    /// <summary>Null when it is no fault of the caller's.</summary>
    public static Fault? Of(PostgresException e)
    {
        var field = e.ConstraintName is { } name && name.Contains("__", StringComparison.Ordinal) ? name[(name.LastIndexOf("__", StringComparison.Ordinal) + 2)..] : e.ColumnName;
        return e.SqlState switch
        {
            PostgresErrorCodes.UniqueViolation when e.ConstraintName?.EndsWith("_pkey", StringComparison.Ordinal) == true =>
                new Fault(409, "already_exists", "There is a row with this id already.", [new FieldFault("id", "already_exists", "There is a row with this id already.")]),
            PostgresErrorCodes.UniqueViolation => new Fault(409, "duplicate", $"{Names.Label(field ?? "value")} is taken by another row.", field is null ? null : [new FieldFault(field, "duplicate", $"{Names.Label(field)} is taken by another row.")]),
            PostgresErrorCodes.ForeignKeyViolation => Fault.Invalid([new FieldFault(field ?? "id", "unknown_reference", $"{Names.Label(field ?? "reference")} names a row that doesn't exist.")]),
            PostgresErrorCodes.NotNullViolation => Fault.Invalid([new FieldFault(field ?? "id", "required", $"{Names.Label(field ?? "value")} must be given.")]),
            PostgresErrorCodes.CheckViolation => Fault.Invalid([new FieldFault(field ?? "id", "not_allowed", $"{Names.Label(field ?? "value")} is not allowed.")]),
            PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.DatetimeFieldOverflow => new Fault(422, "out_of_range", "A number or date is out of range."),
            PostgresErrorCodes.InvalidTextRepresentation or PostgresErrorCodes.InvalidDatetimeFormat or PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => Fault.Malformed("wrong_value", "A value doesn't have the form that its field needs."),
            PostgresErrorCodes.InvalidRegularExpression or PostgresErrorCodes.InvalidEscapeSequence => Fault.Malformed("wrong_pattern", "A pattern is not well formed."),
            PostgresErrorCodes.ProgramLimitExceeded => new Fault(422, "too_large", "A value is too large to be kept."),
            PostgresErrorCodes.QueryCanceled => new Fault(408, "too_slow", "The query took too long. Narrow it with a filter or a smaller limit."),
            // Only after it was tried again and again.
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable =>
                new Fault(409, "busy", "Others were changing the same rows all the while. Try again.").With("retry_after", 1),
            _ => null,
        };
    }
}
