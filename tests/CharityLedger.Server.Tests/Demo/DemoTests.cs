using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Server.Demo;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Demo;

public sealed class DemoTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_ledger_gets_a_year_of_an_invented_federation_and_only_once()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var said = new List<string>();
        var demo = host.First.Services.GetRequiredService<DemoFederation>();
        await demo.LoadAsync(said.Add, Ct);
        var events = await EventsAsync(host);

        var gifts = events.OfType<GiftReceived>().ToList();
        Assert.InRange(gifts.Count, 1_900, 2_100);
        Assert.Equal(["alipay", "bank", "cash", "platform", "wechat"], gifts.Select(g => g.Channel).Distinct().Order());
        Assert.All(gifts, g => Assert.InRange(g.OccurredOn, Today.AddDays(-366), Today.AddDays(-1)));
        Assert.Equal(gifts.Select(g => g.OccurredOn).Order(), gifts.Select(g => g.OccurredOn));
        Assert.Equal(3, events.OfType<FundEstablished>().Count());
        Assert.Equal(Enum.GetValues<DonorKind>(), gifts.Select(g => g.Donor.Kind).Distinct().Order());
        Assert.Contains(gifts, g => g.Campaign is not null);
        Assert.Contains(gifts, g => g.Purpose is not null);
        Assert.Contains(gifts, g => g.Parts.Count == 2);
        Assert.NotEmpty(events.OfType<MoneyAllocated>());
        Assert.NotEmpty(events.OfType<PaymentMade>());
        Assert.Single(events.OfType<GiftRefunded>());
        Assert.Single(events.OfType<PaymentReversed>());
        Assert.Equal(2, events.OfType<TrustDistributed>().Count());
        Assert.Equal(3, events.OfType<LotteryExpenditureMade>().Count());
        Assert.Matches("receipt number [0-9]{8}-[0-9a-z]{13}, check code [0-9a-z]{8}$", said[^1]);

        await demo.LoadAsync(said.Add, Ct);
        Assert.Equal(events.Count, await LastAsync(host));
        // The second time it only repeats the receipt to try.
        Assert.Equal(4, said.Count);
        Assert.Equal(said[2], said[^1]);
    }

    [Fact]
    public async Task A_load_that_broke_off_goes_on_the_next_day_and_ends_the_same()
    {
        var clock = new FakeClock();
        await using var whole = await TestHost.StartAsync(clock);
        await whole.First.Services.GetRequiredService<DemoFederation>().LoadAsync(_ => { }, Ct);

        await using var broken = await TestHost.StartAsync(clock);
        using var breaking = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var demo = broken.First.Services.GetRequiredService<DemoFederation>();
        var load = demo.LoadAsync(_ => { }, breaking.Token);
        while (await LastAsync(broken) < 300) Assert.False(load.IsCompleted,
            "The load ended before it could be broken off.");
        await breaking.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load);
        Assert.True(await LastAsync(broken) < await LastAsync(whole));

        clock.Advance(TimeSpan.FromDays(1));
        await demo.LoadAsync(_ => { }, Ct);
        Assert.Equal(Facts(await EventsAsync(whole)), Facts(await EventsAsync(broken)));
    }

    [Fact]
    public async Task A_ledger_that_holds_something_else_is_left_alone()
    {
        await using var host = await TestHost.StartAsync();
        await host.FederationAsync(DemoFederation.Id);
        var before = await LastAsync(host);
        await host.First.Services.GetRequiredService<DemoFederation>()
            .LoadAsync(_ => Assert.Fail("It has nothing to say."), Ct);
        Assert.Equal(before, await LastAsync(host));
    }

    /// <summary>What happened, without ids, which hang on the installation's key.</summary>
    private static IEnumerable<string> Facts(IEnumerable<ILedgerEvent> events) => events.Select(e => e switch
    {
        GiftReceived g => $"gift {g.OccurredOn:O} {g.Fund} {g.Campaign} {g.Purpose} {g.AmountFen} {g.Channel} "
            + $"{g.Donor.Kind} {g.Donor.Naming}",
        PaymentMade p => $"payment {p.OccurredOn:O} {p.Bucket} {p.AmountFen} {p.Payee} {p.Purpose}",
        MoneyAllocated a => $"allocation {a.OccurredOn:O} {a.To} {a.AmountFen}",
        GiftRefunded r => $"refund {r.OccurredOn:O} {r.AmountFen}",
        RefundTermsStated t => $"refund terms {t.OccurredOn:O} {t.Account} {t.PaidOn:O}",
        PaymentReversed r => $"reversal {r.OccurredOn:O} {r.AmountFen}",
        TrustEstablished t => $"trust {t.OccurredOn:O} {t.Name} {t.Settlors.Count}",
        TrustContributionReceived c => $"contribution {c.OccurredOn:O} {c.AmountFen}",
        TrustDistributed d => $"distribution {d.OccurredOn:O} {d.Payee} {d.AmountFen}",
        TrustIncomeReceived i => $"trust income {i.OccurredOn:O} {i.AmountFen}",
        TrustFeePaid f => $"trust fee {f.OccurredOn:O} {f.AmountFen}",
        LotteryTranchePaid t => $"tranche {t.OccurredOn:O} {t.Part} {t.AmountFen}",
        LotteryExpenditureMade x => $"expenditure {x.OccurredOn:O} {x.Part} {x.AmountFen}",
        _ => e.ToString()!,
    }).Order(StringComparer.Ordinal);

    private static async Task<List<ILedgerEvent>> EventsAsync(TestHost host)
    {
        var events = new List<ILedgerEvent>();
        await foreach (var stored in host.Database.Reader.ReadAllAsync(ct: Ct)) events.Add(stored.Event);
        return events;
    }

    private static Task<long> LastAsync(TestHost host) => host.Database.Reader.LastPositionAsync(Ct);
}
