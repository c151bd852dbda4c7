using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Funds;

namespace CharityLedger.Server.Demo;

/// <summary>
/// A year in the books of an invented city federation, that ended the day before it was registered here. It follows
/// from that day alone. Balances are followed on the way, so that nothing is paid that is not there.
/// </summary>
internal sealed class DemoPlan
{
    private const int Seed = 20260401, GiftCount = 1_990, Days = 364, PayDay = 26, Month = 30;
    private readonly Random random = new(Seed);
    private readonly DateOnly first, last;
    private readonly Dictionary<Bucket, long> balances = DemoFunds.Pots.ToDictionary(p => p.Bucket, _ => 0L);
    private readonly Dictionary<Bucket, int> uses = [];
    private readonly List<DemoStep> steps = [];
    private (string Key, DateOnly On) payment;

    private DemoPlan(DateOnly registered) => (first, last) = (registered.AddDays(-Days), registered.AddDays(-1));

    /// <summary>The gift that visitors are invited to look up: large enough to have gone many ways.</summary>
    public (string Key, DateOnly On) Sample => (Key("sample", 1), first.AddDays(155));

    /// <summary>The gift that is given back at the end.</summary>
    public (string Key, DateOnly On) Mistaken => (Key("mistaken", 1), last.AddDays(-3));

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<DemoStep> Steps => steps;

    /// <summary>The plan of a federation that was registered on a day.</summary>
    public static DemoPlan For(DateOnly registered)
    {
        var plan = new DemoPlan(registered);
        plan.Write();
        return plan;
    }

    private void Write()
    {
        foreach (var agreement in DemoFunds.Agreements(first))
            steps.Add(new DemoStep.Establish("demo/fund/" + agreement.Fund, agreement));
        var instruments = DemoInstruments.Year(first).ToLookup(i => i.Day, i => i.Step);
        var gifts = new Queue<(string Key, ReceiveGift.Request Gift)>(Gifts().OrderBy(g => g.Gift.OccurredOn));
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            while (gifts.TryPeek(out var next) && next.Gift.OccurredOn == day) Give(gifts.Dequeue());
            var number = day.DayNumber - first.DayNumber;
            if (number % Month == PayDay - 2) Allocate(number / Month, day);
            Pay(number, day);
            if (number == 7 * Month + 5) TakeBack(day);
            steps.AddRange(instruments[number]);
        }

        steps.Add(new DemoStep.Refund("demo/refund", Mistaken,
            new RefundGift.Request(20_000, RefundGround.PaymentError, "捐赠人重复支付，申请退回", last)));
    }

    private IEnumerable<(string Key, ReceiveGift.Request Gift)> Gifts()
    {
        var year = new DemoGifts(random, first, Days).Year(GiftCount);
        foreach (var (i, gift) in year.Index()) yield return (Key("gift", i + 1), gift);
        for (var i = 0; i < DemoFunds.Ids.Length; i++)
        {
            // The sponsors pay what they promised in two sums.
            var sponsor = new DonorInput(DemoFunds.Sponsors[i], DonorKind.Organisation, DonorNaming.Full);
            var promised = 30_000_000L + 10_000_000L * i;
            yield return (Key("sponsor", 2 * i + 1),
                new(promised, "bank", first.AddDays(2 + i), DemoFunds.Ids[i], Donor: sponsor));
            yield return (Key("sponsor", 2 * i + 2),
                new(promised / 2, "bank", first.AddDays(190 + 3 * i), DemoFunds.Ids[i], Donor: sponsor));
        }

        yield return (Sample.Key, new(15_000_000, "bank", Sample.On,
            Donor: new DonorInput("云汀溪棠文化传媒有限公司", DonorKind.Organisation, DonorNaming.Full)));
        yield return (Mistaken.Key, new(20_000, "wechat", Mistaken.On, DemoFunds.Study,
            Donor: new DonorInput("沈思远", DonorKind.Person, DonorNaming.Masked)));
    }

    private void Give((string Key, ReceiveGift.Request Gift) next)
    {
        var (key, gift) = next;
        var fee = gift.Fund == DemoFunds.Relief ? gift.AmountFen * DemoFunds.ReliefFeeBasisPoints / 10_000 : 0;
        balances[Bucket.Of(gift.Fund, gift.Campaign, gift.Purpose)] += gift.AmountFen - fee;
        steps.Add(new DemoStep.Give(key, gift));
    }

    /// <summary>Every month most of the general money is allotted to the funds.</summary>
    private void Allocate(int month, DateOnly day)
    {
        var available = balances[Bucket.General];
        for (var i = 0; i < DemoFunds.Ids.Length; i++)
        {
            var amount = WholeHundreds(available * (28 - 5 * i) / 100);
            if (amount == 0) continue;
            balances[Bucket.General] -= amount;
            balances[Bucket.Of(DemoFunds.Ids[i])] += amount;
            steps.Add(new DemoStep.Allocate(Key("allocation", month * 10 + i),
                new AllocateMoney.Request(amount, $"第{month + 1}期统筹划拨", day, DemoFunds.Ids[i])));
        }
    }

    /// <summary>Every pot has its pay day in the month; small ones wait until there is something to pay.</summary>
    private void Pay(int number, DateOnly day)
    {
        foreach (var (i, pot) in DemoFunds.Pots.Index())
        {
            if (number % Month != PayDay + i % 3) continue;
            var amount = WholeHundreds(balances[pot.Bucket] * random.Next(10, 34) / 100);
            if (amount < 150_000) continue;
            var use = uses[pot.Bucket] = uses.GetValueOrDefault(pot.Bucket, -1) + 1;
            var (payee, purpose) = pot.Uses[use % pot.Uses.Length];
            var key = Key("payment", number / Month * 10 + i);
            balances[pot.Bucket] -= amount;
            if (pot.Bucket == Bucket.Of(DemoFunds.Relief)) payment = (key, day);
            steps.Add(new DemoStep.Pay(key,
                new MakePayment.Request(amount, payee, purpose, day, pot.Fund, pot.Campaign, pot.Purpose)));
        }
    }

    /// <summary>Once, a part of a payment comes back.</summary>
    private void TakeBack(DateOnly day)
    {
        const long Amount = 260_000;
        balances[Bucket.Of(DemoFunds.Relief)] += Amount;
        steps.Add(new DemoStep.Reverse("demo/reversal", payment,
            new ReversePayment.Request(Amount, "受助家庭已获医保报销，退回多余救助款", day)));
    }

    private static long WholeHundreds(long fen) => fen / 10_000 * 10_000;

    private static string Key(string kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"demo/{kind}/{number:D4}");
}
