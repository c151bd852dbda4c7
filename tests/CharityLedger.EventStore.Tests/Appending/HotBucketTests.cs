using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

public sealed class HotBucketTests
{
    [Fact(Timeout = Patience)]
    public async Task Sixty_four_writers_on_one_bucket_never_take_it_below_zero_and_lose_no_answer()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var one = database.Open();
        await using var other = database.Open();
        const int writers = 64, each = 40;

        var answers = (await Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            var random = new Random(w);
            var mine = new List<(string Key, long Fen, AppendResult Answer)>();
            for (var i = 0; i < each; i++)
            {
                var (key, fen) = ($"{w}-{i}", random.Next(3) == 0 ? random.Next(1, 100) : -random.Next(1, 100));
                var command = Command(key, fen > 0 ? In("hot", fen) : Out("hot", -fen));
                mine.Add((key, fen, await (w % 2 == 0 ? one : other).DoAsync(command)));
            }

            return mine;
        }))).SelectMany(a => a).ToList();

        Assert.Equal(writers * each, answers.Count);
        var accepted = answers.Where(a => a.Answer is AppendResult.Appended).ToList();
        Assert.All(answers.Except(accepted), a =>
        {
            Assert.True(a.Fen < 0);
            AssertRefused(AppendRefusal.InsufficientFunds, "hot", a.Answer);
        });
        Assert.InRange(accepted.Count(a => a.Fen < 0), 1, answers.Count(a => a.Fen < 0) - 1);

        var fenOf = answers.ToDictionary(a => a.Key, a => a.Fen);
        var balance = 0L;
        var log = await database.LogAsync();
        foreach (var stored in log)
        {
            balance += fenOf[stored.Headers.Key!];
            Assert.True(balance >= 0, $"Below zero at {stored.Position}.");
        }

        Assert.Equal(log.Select(e => (e.Headers.Key!, e.Position)).ToHashSet(),
            accepted.Select(a => (a.Key, ((AppendResult.Appended)a.Answer).First)).ToHashSet());
        Assert.Equal(accepted.Sum(a => a.Fen), balance);
        Assert.Equal(balance, await database.ScalarAsync<long>("select in_total - pointer from charity.bucket where holes = '{}'"));
    }
}
