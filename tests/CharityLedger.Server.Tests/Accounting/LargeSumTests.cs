using System.Globalization;
using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Entries of one federation that together pass every number of 64 bits.</summary>
public sealed class LargeSumTests
{
    private const long Large = 5_000_000_000_000_000_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_federation_whose_sums_can_not_be_stated_stops_no_others_books()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var city = await host.FederationAsync("city");
        var town = await host.FederationAsync("town");
        await using var core = new LedgerCore(host.Database.Store, host.Database.ConnectionString, TimeProvider.System);
        // As some ten thousand vouchers of the largest kind would; each lands in a page of its own.
        for (var n = 0; n < 3; n++)
        {
            await core.AppendAsync(Voucher($"large{n}"), Ct);
            await host.FollowedAsync();
        }

        var gift = (await town.PostAsync("gifts", City.Gift(7))).Accepted();
        var trial = await town.GetAsync($"trial-balance?min-position={gift.Position}");
        Assert.Equal(HttpStatusCode.OK, trial.Status);
        Assert.Equal(7, trial.Body.EnumerateArray().Sum(a => a.GetProperty("debitFen").GetInt64()));
        (await city.GetAsync("trial-balance")).Refused("amount_too_large", HttpStatusCode.UnprocessableEntity);
    }

    private static AppendCommand Voucher(string id)
    {
        var day = DateOnly.Parse(City.Today, CultureInfo.InvariantCulture);
        VoucherLine[] lines = [new(AccountRole.Bank, Bucket.General, Large, 0), new(AccountRole.Cash, Bucket.General, 0, Large)];
        return new AppendCommand("city", "somebody", id, [1], [new StreamWrite(Streams.Voucher(id), ExpectedVersion.NoStream,
            [NewEvent.Of(new VoucherEntered(id, "手工凭证", lines, null, day))])]);
    }
}
