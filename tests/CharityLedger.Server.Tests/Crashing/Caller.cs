using System.Net;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>
/// One of the callers: thinks of a deed, asks for it until there is an answer, always under the same key, and goes on.
/// </summary>
internal sealed class Caller(int number, int seed, Door door, string token)
{
    public const string HotFund = "hot", FeeFund = "fee";

    private readonly Random random = new(seed);
    private readonly List<Acknowledged> gifts = [];
    private readonly List<(Acknowledged Payment, long Outstanding)> payments = [];
    private int deeds;
    private Api? api;
    private Uri? address;

    /// <summary>Does deeds until it is told to stop; then finishes the one it is at.</summary>
    public async Task WorkAsync(Action<Acknowledged> acknowledged, Action<Deed> refused, CancellationToken stop)
    {
        do
        {
            var deed = Think();
            var answer = await AskAsync(deed);
            if (answer.Status == HttpStatusCode.Created)
            {
                var done = new Acknowledged(deed, answer.Id, answer.Position);
                Remember(done);
                acknowledged(done);
            }
            else
            {
                Assert.True(deed.Refusals.Contains(answer.Code), $"{deed}: {answer.Status} {answer.Body}");
                refused(deed);
            }
        }
        while (!stop.IsCancellationRequested);
    }

    private async Task<Answer> AskAsync(Deed deed)
    {
        while (true)
        {
            var now = await door.Address;
            if (now != address)
            {
                api?.Dispose();
                (api, address) = (new Api(now, token), now);
            }

            try
            {
                var answer = await api!.PostAsync(deed.Path, deed.Body, deed.Key);
                if (answer.Status != HttpStatusCode.ServiceUnavailable) return answer;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The host died, with or without having done it: the same key tells when it is back.
            }
        }
    }

    private Deed Think()
    {
        var key = $"caller {number} deed {++deeds}";
        return random.Next(100) switch
        {
            < 20 => new Deed.Gift(key, random.Next(1, 100_000), HotFund),
            < 35 => new Deed.Gift(key, random.Next(1, 100_000), FeeFund),
            < 50 => new Deed.Gift(key, random.Next(1, 100_000), null),
            < 52 => new Deed.Payment(key, 9_000_000_000_000, HotFund),
            < 70 => new Deed.Payment(key, random.Next(1, 50_000), HotFund),
            < 75 => new Deed.Payment(key, random.Next(1, 10_000), FeeFund),
            < 85 => new Deed.Allocation(key, random.Next(1, 30_000), HotFund),
            < 93 when payments.Count > 0 => Reverse(key),
            _ when gifts.Count > 0 => Refund(key),
            _ => new Deed.Gift(key, 1, HotFund),
        };
    }

    private Deed.Reversal Reverse(string key)
    {
        var (payment, outstanding) = payments[random.Next(payments.Count)];
        return new Deed.Reversal(key, random.NextInt64(1, outstanding + 1), payment.Id);
    }

    private Deed.Refund Refund(string key)
    {
        var gift = gifts[random.Next(Math.Max(0, gifts.Count - 5), gifts.Count)];
        return new Deed.Refund(key, random.NextInt64(1, gift.Deed.Amount + 1), gift.Id);
    }

    private void Remember(Acknowledged done)
    {
        switch (done.Deed)
        {
            case Deed.Gift:
                gifts.Add(done);
                break;
            case Deed.Payment:
                payments.Add((done, done.Deed.Amount));
                break;
            case Deed.Reversal reversal:
                var index = payments.FindIndex(p => p.Payment.Id == reversal.Of);
                var left = payments[index].Outstanding - reversal.Amount;
                if (left == 0) payments.RemoveAt(index);
                else payments[index] = (payments[index].Payment, left);
                break;
        }
    }
}
