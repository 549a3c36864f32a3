using Nexus.Kernel.Run;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Leads;

namespace Nexus.Modules.Demo;

/// <summary>What happens in the demo: an agenda in the order of time, on which each event may put others. Nothing happens after the day of its creation.</summary>
internal sealed class DemoStory(DemoOffice office, DemoClock clock, DateTimeOffset end, IProgress<string>? progress)
{
    private const int Seed = 20_260_101;
    private const int DealsMade = 52;
    private const int LeadsMade = 30;

    /// <summary>Shares of a hundred of the deals that are won and lost; the rest stays open.</summary>
    private const int WonShare = 34;
    private const int LostShare = 26;

    private readonly Random _random = new(Seed);
    private readonly PriorityQueue<Func<CancellationToken, Task>, DateTimeOffset> _agenda = new();
    private readonly List<Caller> _team = [];
    private readonly List<(Guid Company, Guid Contact, string Name, Caller Owner)> _customers = [];
    private readonly DateTimeOffset _start = clock.Now;
    private IReadOnlyList<Guid> _stages = [];

    public async Task Tell(CancellationToken ct)
    {
        foreach (var (name, role) in DemoCast.Team)
            _team.Add(await office.Hire(name, role, clock.Now, ct));
        Plan();
        var month = 0;
        while (_agenda.TryDequeue(out var happens, out var at))
        {
            clock.AdvanceTo(at);
            if (at.Month != month)
                progress?.Report(FormattableString.Invariant($"Selling through {at:MMMM yyyy}"));
            month = at.Month;
            await happens(ct);
        }
    }

    private void Plan()
    {
        foreach (var (i, company) in DemoCast.Companies.Index())
            At(_start.AddDays(i < 20 ? 1 + _random.NextDouble() * 6 : 7 + _random.NextDouble() * 80), ct => MeetCompany(company, ct));
        for (var i = 0; i < DealsMade; i++)
            At(_start.AddDays(8 + _random.NextDouble() * 113), OpenDeal);
        for (var i = 0; i < LeadsMade; i++)
            At(_start.AddDays(5 + _random.NextDouble() * 118), TakeLead);
    }

    private async Task MeetCompany((string Name, string Industry, string City, string Country, int Employees) company, CancellationToken ct)
    {
        var owner = Pick(_team.ToArray()[..3]);
        var domain = Slug(company.Name) + ".example";
        var id = await Create(owner, "crm.company.create", new
        {
            name = company.Name,
            industry = company.Industry,
            city = company.City,
            country = company.Country,
            employees = company.Employees,
            domain,
            website = $"https://www.{domain}",
            annual_revenue = new { amount = company.Employees * _random.Next(90, 240) * 1000m, currency = "EUR" },
            source = Pick(DemoCast.Sources),
            tags = _random.Next(4) == 0 ? new[] { "Key account" } : [],
        }, ct);
        for (var people = _random.Next(1, 4); people > 0; people--)
        {
            var (first, last) = (Pick(DemoCast.FirstNames), Pick(DemoCast.LastNames));
            var contact = await Create(owner, "crm.contact.create", new
            {
                first_name = first,
                last_name = last,
                email = $"{Slug(first)}.{Slug(last)}@{domain}",
                phone = $"+49 {_random.Next(30, 99)} {_random.Next(100_000, 999_999)}",
                job_title = Pick(DemoCast.JobTitles),
                company_id = id,
                source = Pick(DemoCast.Sources),
                tags = _random.Next(3) == 0 ? new[] { Pick(DemoCast.Tags) } : [],
                marketing_consent_at = _random.Next(3) == 0 ? (DateTimeOffset?)clock.Now : null,
            }, ct);
            _customers.Add((id, contact, company.Name, owner));
        }
    }

    private async Task OpenDeal(CancellationToken ct)
    {
        var customer = Pick(_customers.ToArray());
        var project = Pick(DemoCast.Projects);
        var answer = await office.Do(customer.Owner, "crm.deal.create", new
        {
            name = $"{customer.Name}: {project}",
            value = _random.Next(12) == 0 ? null : new { amount = _random.Next(8, 190) * 500m, currency = _random.Next(9) == 0 ? "CHF" : "EUR" },
            company_id = customer.Company,
            contact_id = customer.Contact,
            expected_close_on = Day(clock.Now.AddDays(_random.Next(30, 100))),
            source = Pick(DemoCast.Sources),
        }, null, ct);
        var deal = (Deal)answer.Row!;
        if (_stages.Count == 0)
            _stages = await office.OpenStages(deal.PipelineId, ct);
        WorkOn(deal.Id, customer.Owner);
    }

    /// <summary>Puts the deal's course on the agenda: through the stages to its end, with something done on the way.</summary>
    private void WorkOn(Guid deal, Caller owner)
    {
        var fate = _random.Next(100);
        var last = fate < WonShare ? _stages.Count - 1 : _random.Next(0, _stages.Count);
        var at = clock.Now;
        for (var stage = 0; stage <= last; stage++)
        {
            var target = _stages[stage];
            if (stage > 0)
                At(at, ct => office.Do(owner, "crm.deal.move", new { stage_id = target }, deal, ct));
            var next = at.AddDays(3 + _random.NextDouble() * 11);
            for (var n = _random.Next(0, 3); n > 0; n--)
                Act(at + (next - at) * _random.NextDouble(), deal, null, owner);
            at = next;
        }

        if (fate < WonShare)
            At(at, ct => office.Do(owner, "crm.deal.win", new { }, deal, ct));
        else if (fate < WonShare + LostShare)
            At(at, ct => office.Do(owner, "crm.deal.lose", new { reason = Pick(DemoCast.LostReasons) }, deal, ct));
        else
            At(end.AddDays(-_random.NextDouble() * 6), ct => office.Do(owner, "crm.activity.create", new { kind = "call", subject = "Call about the decision", due_at = end.AddDays(_random.Next(-2, 8)), deal_id = deal }, null, ct));
    }

    private void Act(DateTimeOffset at, Guid? deal, Guid? lead, Caller owner)
    {
        var (kind, subject, outcome) = Pick(DemoCast.Activities);
        At(at, async ct =>
        {
            var id = await Create(owner, "crm.activity.create", new { kind, subject, due_at = kind == "note" ? null : (DateTimeOffset?)Workday(clock.Now.AddHours(20)), deal_id = deal, lead_id = lead }, ct);
            if (kind != "note")
                At(clock.Now.AddHours(20), done => office.Do(owner, "crm.activity.complete", new { outcome, duration_minutes = _random.Next(1, 13) * 10 }, id, done));
        });
    }

    private async Task TakeLead(CancellationToken ct)
    {
        var (first, last, owner) = (Pick(DemoCast.FirstNames), Pick(DemoCast.LastNames), Pick(_team.ToArray()[..3]));
        var company = $"{last} {Pick(["Consult", "Handel", "Technik", "Group", "Services"])}";
        // The newest wait for somebody to take them.
        var waiting = end - clock.Now < TimeSpan.FromDays(4);
        var id = await Create(_team[^1], "crm.lead.create", new
        {
            first_name = first,
            last_name = last,
            company_name = company,
            email = $"{Slug(first)}@{Slug(company)}.example",
            phone = $"+49 {_random.Next(30, 99)} {_random.Next(100_000, 999_999)}",
            source = Pick(DemoCast.Sources),
            rating = Pick(["cold", "warm", "hot"]),
            estimated_value = new { amount = _random.Next(6, 80) * 500m, currency = "EUR" },
            owner_id = waiting ? null : owner.UserId,
        }, ct);
        if (waiting)
            return;

        var at = clock.Now.AddDays(_random.NextDouble() * 3);
        At(at, ct => office.Do(owner, "crm.lead.start", new { }, id, ct));
        Act(at.AddHours(2), null, id, owner);
        // Three days apart at least: a weekend put off to Monday doesn't change the order.
        at = at.AddDays(3 + _random.NextDouble() * 9);
        var fate = _random.Next(100);
        if (fate < 30)
        {
            At(at, ct => office.Do(owner, "crm.lead.disqualify", new { reason = Pick(DemoCast.DisqualifiedReasons) }, id, ct));
        }
        else if (fate < 75)
        {
            At(at, ct => office.Do(owner, "crm.lead.qualify", new { }, id, ct));
            if (fate < 62)
                At(at.AddDays(3 + _random.NextDouble() * 4), ct => Convert(id, owner, ct));
        }
    }

    private async Task Convert(Guid lead, Caller owner, CancellationToken ct)
    {
        var answer = await office.Do(owner, "crm.lead.convert", new { expected_close_on = Day(clock.Now.AddDays(_random.Next(25, 80))) }, lead, ct);
        if (((Lead)answer.Row!).ConvertedDealId is { } deal && _stages.Count > 0)
            WorkOn(deal, owner);
    }

    private async Task<Guid> Create(Caller who, string operation, object input, CancellationToken ct) => (await office.Do(who, operation, input, null, ct)).RowId!.Value;

    /// <summary>What would happen after the demo's last day doesn't.</summary>
    private void At(DateTimeOffset when, Func<CancellationToken, Task> happens)
    {
        var at = Workday(when > clock.Now ? when : clock.Now);
        if (at < end)
            _agenda.Enqueue(happens, at);
    }

    /// <summary>The same time in office hours, on the next working day if it isn't one.</summary>
    private static DateTimeOffset Workday(DateTimeOffset at)
    {
        var day = at.UtcDateTime.Date;
        var hour = at.UtcDateTime.TimeOfDay.TotalHours;
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            day = day.AddDays(1);
        // Around the clock becomes 7 to 17 o'clock, in the same order.
        return new DateTimeOffset(day, TimeSpan.Zero).AddHours(7 + hour * 10 / 24);
    }

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Slug(string name) => new([.. name.ToLowerInvariant().Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAsciiLetter)]);

    private T Pick<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];
}
