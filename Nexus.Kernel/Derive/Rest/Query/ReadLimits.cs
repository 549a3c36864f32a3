namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>What one read may ask for. Beyond it the answer is 400 with the limit's name, or, for rows, a page of the largest size.</summary>
public static class ReadLimits
{
    /// <summary>Characters of the query string.</summary>
    public const int QueryLengthMax = 8_000;

    /// <summary>Rows of a list when no <c>limit</c> is given.</summary>
    public const int RowsDefault = 1_000;

    /// <summary>Rows of a list at most; a larger <c>limit</c> is cut to it.</summary>
    public const int RowsMax = 10_000;

    /// <summary>Rows embedded in one row when no <c>limit</c> is given for them.</summary>
    public const int EmbeddedRowsDefault = 100;

    /// <summary>Rows embedded in one row at most.</summary>
    public const int EmbeddedRowsMax = 1_000;

    /// <summary>How deep resources may be embedded in each other.</summary>
    public const int EmbedDepthMax = 4;

    /// <summary>Embedded resources in all.</summary>
    public const int EmbedsMax = 20;

    /// <summary>Columns named in <c>select</c>, in all.</summary>
    public const int ColumnsMax = 300;

    /// <summary>Comparisons in all.</summary>
    public const int FiltersMax = 100;

    /// <summary>How deep <c>and</c> and <c>or</c> may be nested.</summary>
    public const int LogicDepthMax = 8;

    /// <summary>Values in one list.</summary>
    public const int ListItemsMax = 500;

    /// <summary>Columns to order by.</summary>
    public const int OrderTermsMax = 10;

    /// <summary>Steps of a path into JSON.</summary>
    public const int PathStepsMax = 8;

    /// <summary>Characters of a regular expression.</summary>
    public const int PatternLengthMax = 200;

    /// <summary>Seconds that PostgreSQL may work on a read; then it is cancelled there and answered with 408.</summary>
    public const int SecondsMax = 10;

    /// <summary>Up to this many rows <c>count=estimated</c> counts them; beyond, the planner's estimate is told.</summary>
    public const int EstimateBeyondRows = 10_000;
}
