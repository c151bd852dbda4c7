using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>What the host says of troubles that come again and again.</summary>
public sealed class RepeatedLinesTests
{
    [Fact]
    public void A_kind_is_said_at_once_and_then_once_a_minute_with_its_count_until_it_ends()
    {
        var (clock, said) = (new Timers(), new List<string>());
        using var lines = new RepeatedLines(clock);
        for (var i = 1; i <= 18_000; i++) Say("full", i);
        Say("away", 1);
        Assert.Equal(["full 1: 1", "away 1: 1"], said);
        clock.Tick();
        Assert.Equal("full 18000: 17999", Assert.Single(said.Skip(2)));
        // Of the other nothing came in the minute, so that its next is said at once.
        Say("away", 2);
        Say("full", 18_001);
        Assert.Equal("away 2: 1", Assert.Single(said.Skip(3)));
        lines.Dispose();
        Assert.Equal("full 18001: 1", said[^1]);

        void Say(string kind, int number) => lines.Say(kind, count => said.Add(FormattableString.Invariant($"{kind} {number}: {count}")));
    }

    [Fact]
    public void A_full_disk_is_told_in_the_ledgers_own_words()
    {
        var raw = new PostgresException("could not extend file: No space left on device", "ERROR", "ERROR", PostgresErrorCodes.DiskFull);
        foreach (var e in new Exception[] { raw, new LedgerUnavailableException("raw", raw) { IsDiskFull = true } })
            Assert.Equal("The database has no room left; nothing was written. Reading goes on, and writing once there is room. Wait.",
                Outage.Of(e, "Wait.")!.Message);
        Assert.Equal("The database is away. Repeat with the same idempotency key.", Outage.Of(new NpgsqlException("secret host"))!.Message);
        Assert.Null(Outage.Of(new PostgresException("no such column", "ERROR", "ERROR", PostgresErrorCodes.UndefinedColumn)));
    }

    /// <summary>A clock whose timers all tick together.</summary>
    private sealed class Timers : TimeProvider
    {
        private readonly List<Ticking> timers = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timers.Add(new Ticking(() => callback(state)));
            return timers[^1];
        }

        public void Tick() => timers.ToList().ForEach(t => t.Tick());

        private sealed class Ticking(Action tick) : ITimer
        {
            private bool ended;

            public void Tick()
            {
                if (!ended) tick();
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => !ended;

            public void Dispose() => ended = true;

            public ValueTask DisposeAsync()
            {
                ended = true;
                return ValueTask.CompletedTask;
            }
        }
    }
}
