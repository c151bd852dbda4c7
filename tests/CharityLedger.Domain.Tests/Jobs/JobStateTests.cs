using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Jobs;

namespace CharityLedger.Domain.Tests.Jobs;

public sealed class JobStateTests
{
    private static readonly Daily Night = new(new TimeOnly(2, 0));
    private static readonly DateOnly Day = new(2026, 12, 30);
    private static readonly DateTimeOffset Began = Night.DueAt(Day).AddHours(-1);

    [Fact]
    public void Nothing_is_due_of_an_empty_ledger_nor_before_its_first_night()
    {
        Assert.Null(JobState.New.Next(Night, Began.AddYears(1), began: null));
        Assert.Null(JobState.New.Next(Night, Began.AddMinutes(59), Began));
        Assert.Equal("2026-12-30", JobState.New.Next(Night, Began.AddMinutes(60), Began)!.Id);
    }

    [Fact]
    public void Periods_that_were_missed_are_caught_up_in_order_over_the_turn_of_the_year()
    {
        var now = Night.DueAt(new DateOnly(2027, 1, 2)).AddHours(5);
        var (state, runs) = (JobState.New, new List<string>());
        while (state.Next(Night, now, Began) is { } run)
        {
            runs.Add(run.Id);
            state = Evolve(state, Done(run));
        }

        Assert.Equal(["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"], runs);
    }

    [Fact]
    public void A_job_that_is_new_to_an_old_ledger_looks_back_a_week_and_no_further() =>
        Assert.Equal("2026-12-24", JobState.New.Next(Night, Night.DueAt(Day), Began.AddYears(-9))!.Id);

    [Fact]
    public void A_period_that_failed_is_waited_for_also_after_midnight_and_given_up_after_the_last_attempt()
    {
        var (state, now) = (JobState.New, Night.DueAt(Day));
        for (var attempt = 1; attempt <= JobState.MostAttempts; attempt++)
        {
            var run = state.Next(Night, now, Began)!;
            Assert.Equal(("2026-12-30", attempt), (run.Id, run.Attempt));
            var retry = JobState.RetryAfter(attempt, now);
            state = Evolve(state, new JobFailed("j", run.Id, attempt, "internal_error", now, 1, retry, Day));
            if (retry is not { } at) continue;
            Assert.Null(state.Next(Night, at.AddTicks(-1), Began));
            now = at > Night.DueAt(Day.AddDays(1)) ? at : at.AddDays(attempt == 5 ? 1 : 0);
        }

        Assert.Equal("2026-12-31", state.Next(Night, now, Began)!.Id);
        Assert.Equal(JobState.MostAttempts, state.Recent.Count);
    }

    [Fact]
    public void What_somebody_asked_for_comes_first_and_ends_once()
    {
        var state = Evolve(JobState.New, new JobRequested("j", "20261230-a", "Gifts", Day));
        var run = state.Next(Night, Night.DueAt(Day), Began)!;
        Assert.Equal(("20261230-a", "Gifts", "chen", null), (run.Id, run.Subject, run.By, run.Period));
        state = Evolve(state, Done(run));
        Assert.Equal(("Gifts", "chen"), (state.Recent[0].Subject, state.Recent[0].By));
        Assert.Equal("2026-12-30", state.Next(Night, Night.DueAt(Day), Began)!.Id);
        Assert.Equal("2026-12-30", Evolve(state, Done(run)).Next(Night, Night.DueAt(Day), Began)!.Id);
    }

    [Fact]
    public void A_paused_job_begins_nothing_and_catches_up_when_it_is_resumed()
    {
        var state = Evolve(JobState.New, JobState.New.Pause(new JobPaused("j", "迁移", Day)).Value);
        Assert.Null(state.Next(Night, Night.DueAt(Day.AddDays(1)), Began));
        Assert.Equal(("迁移", "chen"), (state.Paused!.Reason, state.Paused.By));
        Assert.Equal(RefusalCode.JobPaused, state.Pause(new JobPaused("j", "再次", Day)).Refusal!.Code);
        Assert.Equal(RefusalCode.JobPaused, state.Ask(new JobRequested("j", "r", null, Day)).Refusal!.Code);
        state = Evolve(state, state.Resume(new JobResumed("j", Day)).Value);
        Assert.Equal("2026-12-30", state.Next(Night, Night.DueAt(Day.AddDays(1)), Began)!.Id);
        Assert.Equal(RefusalCode.JobNotPaused, state.Resume(new JobResumed("j", Day)).Refusal!.Code);
        Assert.Equal(RefusalCode.TextMissing, state.Pause(new JobPaused("j", " ", Day)).Refusal!.Code);
    }

    private static JobState Evolve(JobState state, ILedgerEvent @event) => state.Evolve(@event, "chen", Began);

    private static JobCompleted Done(DueRun run) => new("j", run.Id, run.Attempt, Began, 1, [], Day);
}
