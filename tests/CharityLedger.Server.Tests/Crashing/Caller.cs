using System.Net;
using System.Net.Sockets;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>
/// One of the callers: thinks of a deed, asks for it until there is an answer, always under the same key and now of this host
/// and now of that one, and goes on.
/// </summary>
internal sealed class Caller(int number, int seed, Door door, Journal journal, CancellationToken over)
{
    public const string HotFund = "hot", FeeFund = "fee";

    private readonly Random random = new(seed);
    private readonly List<Acknowledged> gifts = [];
    private readonly List<(Acknowledged Payment, long Outstanding)> payments = [];
    private readonly Queue<(Acknowledged Request, bool IsApproved)> requests = [];
    private int deeds, turn;

    /// <summary>Does deeds until it is told to stop; then finishes the one it is at.</summary>
    public async Task WorkAsync(CancellationToken stop)
    {
        do
        {
            var deed = Think();
            // Some ask every host at once, as an impatient person does.
            var answer = await AskAsync(deed, everybody: random.Next(10) == 0 && deed is not Import);
            if (answer.Status == deed.Done)
            {
                var done = new Acknowledged(deed, answer);
                Remember(done);
                journal.Acknowledge(done);
            }
            else
            {
                Assert.True(deed.Refusals.Contains(answer.Code), $"{deed}: {answer.Status} {answer.Body}");
                journal.Refuse(deed, answer);
            }
        }
        while (!stop.IsCancellationRequested);
    }

    private async Task<Answer> AskAsync(Deed deed, bool everybody)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var isInDoubt = false;
        while (true)
        {
            var open = await door.EnterAsync(deed.By, number + turn++).WaitAsync(over);
            var asked = await Task.WhenAll(open.Take(everybody ? open.Count : 1).Select(api => AskOnceAsync(deed, api)));
            var answers = asked.OfType<Answer>().ToList();
            var done = answers.FindAll(a => a.Status == deed.Done);
            foreach (var again in done.Skip(1))
                Assert.True(deed.IsRepeat(done[0], again), $"{deed}: {done[0].Body}, and at once {again.Body}");
            if (done.Count > 0) return done[0];
            // After a try without an answer a refusal counts the second time only: what died may have been done in between.
            if (answers.Count == asked.Length && !isInDoubt) return answers[0];
            isInDoubt = answers.Count < asked.Length;
            await pace.WaitForNextTickAsync(over);
        }
    }

    /// <summary>Null where it remains open whether it was done: the same key tells.</summary>
    private static async Task<Answer?> AskOnceAsync(Deed deed, Api api)
    {
        try
        {
            var answer = await deed.AskAsync(api);
            return answer.Status == HttpStatusCode.ServiceUnavailable ? null : answer;
        }
        // A connection that dies while it is made comes as what the socket says.
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return null;
        }
    }

    private Deed Think()
    {
        var key = $"caller {number} deed {++deeds}";
        return random.Next(100) switch
        {
            < 17 => new Deed.Gift(key, random.Next(1, 100_000), HotFund),
            < 30 => new Deed.Gift(key, random.Next(1, 100_000), FeeFund),
            < 43 => new Deed.Gift(key, random.Next(1, 100_000), null),
            < 45 => new Deed.Payment(key, 9_000_000_000_000, HotFund),
            < 59 => new Deed.Payment(key, random.Next(1, 50_000), HotFund),
            < 63 => new Deed.Payment(key, random.Next(1, 10_000), FeeFund),
            < 70 => new Deed.Allocation(key, random.Next(1, 30_000), HotFund),
            < 72 => Import.Of(key, random.Next(1, 60), random.Next()),
            < 76 => new Request(key, random.Next(1, 10_000)),
            < 86 when requests.Count > 0 => Advance(key),
            < 93 when payments.Count > 0 => Reverse(key),
            _ when gifts.Count > 0 => Refund(key),
            _ => new Deed.Gift(key, 1, HotFund),
        };
    }

    private Deed Advance(string key)
    {
        var (request, isApproved) = requests.Peek();
        return isApproved ? new Execution(key, request.Deed.Amount, request.Id) : new Approval(key, request.Deed.Amount, request.Id);
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
            case Request:
                requests.Enqueue((done, false));
                break;
            case Approval:
                requests.Enqueue((requests.Dequeue().Request, true));
                break;
            case Execution:
                requests.Dequeue();
                break;
        }
    }
}
