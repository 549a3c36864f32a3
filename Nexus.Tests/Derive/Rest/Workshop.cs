using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Nexus.Kernel;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive.Rest;

/// <summary>How big a job is.</summary>
public enum Size
{
    Small,
    Medium,
    VeryLarge,
}

/// <summary>A place where jobs are done.</summary>
[Resource("shop.bench", Plural = "benches")]
public sealed class Bench : Resource, IOwned
{
    /// <summary>What it is called.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>The bench beside it.</summary>
    [References<Bench>]
    public Guid? NeighbourId { get; set; }

    /// <summary>The user who answers for it.</summary>
    [References<User>]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that works on it.</summary>
    [References<Team>]
    public Guid? TeamId { get; set; }
}

/// <summary>Something to be done, with a field of each kind.</summary>
[Resource("shop.job")]
public sealed class Job : Resource, IOwned
{
    /// <summary>What it is called.</summary>
    [Required, MaxLength(100), Searchable]
    public string Name { get; set; } = "";

    /// <summary>More about it.</summary>
    [Multiline, MaxLength(1000)]
    public string? Note { get; set; }

    /// <summary>How big it is.</summary>
    public Size Size { get; set; }

    /// <summary>How many are wanted.</summary>
    public int? Pieces { get; set; }

    /// <summary>Kilograms.</summary>
    public decimal? Weight { get; set; }

    /// <summary>What is paid for it.</summary>
    public Money? Price { get; set; }

    /// <summary>Whether it can't wait.</summary>
    public bool Urgent { get; set; }

    /// <summary>Day by which it is due.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset? BegunAt { get; set; }

    /// <summary>Words to find it by.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>Settings of the machine.</summary>
    public JsonElement? Settings { get; set; }

    /// <summary>Where it is done.</summary>
    [References<Bench>]
    public Guid? BenchId { get; set; }

    /// <summary>Where it was done before.</summary>
    [References<Bench>]
    public Guid? FormerBenchId { get; set; }

    /// <summary>The user who answers for it.</summary>
    [References<User>]
    public Guid? OwnerId { get; set; }

    /// <summary>The team that works on it.</summary>
    [References<Team>]
    public Guid? TeamId { get; set; }
}

/// <summary>A part of a job.</summary>
[Resource("shop.step")]
public sealed class Step : Resource
{
    /// <summary>What is done.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>The job that it is a part of.</summary>
    [References<Job>, Parent]
    public Guid JobId { get; set; }
}

/// <summary>Jobs of each size, and what is paid for them.</summary>
/// <param name="AtLeast">Only jobs of at least so many pieces.</param>
[Report("shop.jobs_by_size", Axis = "size", Measure = "jobs")]
public sealed record JobsBySize(int AtLeast = 0) : IReport<JobsBySize, JobsBySizeRow>
{
    public static Sql Query(JobsBySize input, ReportDb db, Call call) =>
        $"select j.size, count(*) as jobs, sum(j.price) as worth, min(j.price_currency) as worth_currency from {db.Table<Job>()} j where coalesce(j.pieces, 0) >= {input.AtLeast} group by j.size order by j.size";
}

/// <summary>A line of the report.</summary>
/// <param name="Size">The size.</param>
/// <param name="Jobs">How many jobs.</param>
/// <param name="Worth">What they pay.</param>
public sealed record JobsBySizeRow(Size Size, long Jobs, Money? Worth);

/// <summary>A module for the tests of what is derived: one field of each kind, references in each direction.</summary>
[Module("shop", "Workshop")]
public sealed class Workshop : IModule
{
    private static readonly Lazy<Task<TestApi>> Api = new(() => TestApi.Start(configure: b => b.AddNexusKernel(Model)));

    public static void Declare(ModuleBuilder shop) => shop
        .Resource<Bench>()
        .Resource<Job>()
        .Resource<Step>()
        .Report<JobsBySize>()
        .Role("worker", "Works on their own jobs.", new Grant("shop.job.*", Rows.Own), new Grant("shop.step.*", Rows.Own), new Grant("shop.jobs_by_size.read"))
        .Role("foreman", "Works on the team's jobs and sees all benches.", new Grant("shop.job.*", Rows.Team), new Grant("shop.step.*", Rows.Team), new Grant("shop.bench.read"), new Grant("shop.jobs_by_size.read"));

    /// <summary>A tenant with the workshop.</summary>
    public static async Task<TestTenant> Tenant() => await TestTenant.Create(await Api.Value);

    public static NexusModel Model() => NexusModel.Of(m => m.Module<CoreModule>().Module<Workshop>());
}
