namespace Nexus.Web.Records;

internal static class RecordsRegistration
{
    /// <summary>What the page of a row needs.</summary>
    public static void AddRecords(this IServiceCollection services)
    {
        services.AddScoped<TimelineReader>();
        services.AddScoped<RowNames>();
    }
}
