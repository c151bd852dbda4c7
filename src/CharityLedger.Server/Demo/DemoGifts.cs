using CharityLedger.Contracts.Events;
using CharityLedger.Server.Donations;

namespace CharityLedger.Server.Demo;

/// <summary>Invents gifts: who, how much, by which channel, for what. The same seed invents the same gifts.</summary>
internal sealed class DemoGifts(Random random, DateOnly first, int days)
{
    /// <summary>The campaign runs for these days of the year.</summary>
    private const int CampaignFrom = 150, CampaignDays = 75;

    private static readonly (string Channel, int Share)[] Channels =
        [("wechat", 38), ("alipay", 27), ("platform", 19), ("bank", 10), ("cash", 6)];

    /// <summary>A year of gifts by people and by firms, in the order of their dates.</summary>
    public IEnumerable<ReceiveGift.Request> Year(int count) =>
        Enumerable.Range(0, count).Select(_ => random.Next(100) < 5 ? ByBody() : ByPerson()).OrderBy(g => g.OccurredOn);

    private ReceiveGift.Request ByPerson()
    {
        var pot = PickPot();
        var channel = Pick(Channels, c => c.Share).Channel;
        var amount = Rounded(Lognormal(channel is "bank" or "cash" ? 20_000 : 7_500), channel == "platform");
        return Gift(pot, amount, channel, random.Next(100) < 14 ? null : Person());
    }

    private ReceiveGift.Request ByBody()
    {
        var body = random.Next(4) == 0
            ? Any(DemoWords.Bodies)
            : $"云汀{Any(DemoWords.Brands)}{Any(DemoWords.Trades)}有限公司";
        var naming = random.Next(10) == 0 ? DonorNaming.Withheld : DonorNaming.Full;
        return Gift(PickPot(), Math.Max(100_000, Rounded(Lognormal(600_000), false)), "bank",
            new DonorInput(body, DonorKind.Organisation, naming));
    }

    private ReceiveGift.Request Gift(DemoPot pot, long amountFen, string channel, DonorInput? donor)
    {
        var day = pot.Campaign is null ? random.Next(days) : CampaignFrom + random.Next(CampaignDays);
        return new ReceiveGift.Request(amountFen, channel, first.AddDays(day), pot.Fund, pot.Campaign, pot.Purpose,
            donor);
    }

    private DonorInput Person()
    {
        var name = Any(DemoWords.Surnames).ToString() + Any(DemoWords.GivenNames);
        if (random.Next(10) < 6) name += Any(DemoWords.GivenNames);
        return new DonorInput(name, DonorKind.Person, random.Next(100) switch
        {
            < 38 => DonorNaming.Withheld,
            < 94 => DonorNaming.Masked,
            _ => DonorNaming.Full,
        });
    }

    private DemoPot PickPot() => Pick(DemoFunds.Pots, p => p.Share);

    /// <summary>A product of many small factors is lognormal, and never leaves the integers.</summary>
    private long Lognormal(long medianFen)
    {
        var scaled = medianFen * 1_000;
        for (var i = 0; i < 24; i++) scaled = scaled * random.Next(700, 1_340) / 1_000;
        return Math.Max(100, scaled / 1_000);
    }

    /// <summary>People give round sums; platforms pass on any.</summary>
    private static long Rounded(long fen, bool any)
    {
        if (any) return fen;
        var step = fen switch
        {
            >= 1_000_000 => 100_000,
            >= 100_000 => 10_000,
            >= 10_000 => 1_000,
            >= 2_000 => 500,
            _ => 100,
        };
        return Math.Max(step, fen / step * step);
    }

    private T Pick<T>(IReadOnlyList<T> all, Func<T, int> share)
    {
        var at = random.Next(all.Sum(share));
        return all.First(one => (at -= share(one)) < 0);
    }

    private T Any<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private char Any(string all) => all[random.Next(all.Length)];
}
