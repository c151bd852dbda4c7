using System.Net;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>
/// Gifts, receipts, red receipts, refunds, distributions, sales and their reversals in any order: the ledger does what the model
/// does, and refuses what the model refuses.
/// </summary>
public sealed class RandomDonationTests
{
    private const int Steps = 260;
    private static readonly object Donor = new { name = "某实业公司", kind = "organisation" };
    private static readonly object Voucher = new { basis = "voucher", note = "发票" };

    [Theory]
    [InlineData(1)]
    [InlineData(20260302)]
    [InlineData(77)]
    public async Task Any_order_of_commands_conserves_every_fen_and_attests_no_more_than_was_given(int seed)
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        (await api.PostAsync("funds", City.Fund("relief", fee: 700))).Accepted();
        (await api.PostAsync("receipt-books", new { year = 2026, code = "51010126", occurredOn = City.Today })).Accepted();
        var walk = new Walk(api, new Random(seed));
        for (var step = 0; step < Steps; step++) await walk.StepAsync();
        await walk.AgreesAsync();
        Assert.True(walk.Refused > 15, $"only {walk.Refused} refused");
        Assert.All(walk.Done, done => Assert.True(done.Value >= 3, $"{done.Key}: only {done.Value}"));
        Assert.Equal(10, walk.Done.Count);
        var check = await new EventStore.LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken);
        Assert.Empty(check.Findings);
    }

    private sealed class Walk(Api api, Random random)
    {
        private readonly DonationModel model = new();
        private long last;

        public int Refused { get; private set; }

        public Dictionary<string, int> Done { get; } = [];

        public async Task StepAsync()
        {
            switch (random.Next(12))
            {
                case 0 or 1: await GiveAsync(); break;
                case 2: await ReceiveAsync(); break;
                case 3 when Any(model.Goods) is { } gift: await UseAsync(gift, "distributions"); break;
                case 4 when Any(model.Goods) is { } gift: await UseAsync(gift, random.Next(3) == 0 ? "write-offs" : "sales"); break;
                case 5 when Any(model.Goods) is { } gift: await UseAsync(gift, "returns"); break;
                case 6 when Any(model.Distributions) is { } distribution: await TakeBackAsync(distribution); break;
                case 7 or 8 when Any(model.Gifts) is { } gift: await IssueAsync(gift); break;
                case 9 when Any(model.Live.Keys) is { } receipt: await VoidAsync(receipt); break;
                case 10 when Any(model.Gifts) is { } gift: await RefundAsync(gift); break;
                case 11: await PayAsync(); break;
            }
        }

        public async Task AgreesAsync()
        {
            var balances = (await api.GetAsync($"balances?min-position={last}")).Body.EnumerateArray()
                .ToDictionary(b => b.GetProperty("bucket").GetString()!, b => b.GetProperty("balanceFen").GetInt64());
            Assert.All(balances.Values, b => Assert.True(b >= 0));
            Assert.Equal(model.Coins.Balances.Where(b => b.Value != 0),
                balances.Where(b => b.Value != 0).OrderBy(b => b.Key, StringComparer.Ordinal));
            foreach (var gift in model.Gifts)
            {
                Assert.Equal(model.Coins.Trace(gift), await TraceAsync(gift));
                Assert.True(model.Attested(gift) <= model.Kept(gift));
            }

            foreach (var (receipt, live) in model.Live)
            {
                var shown = (await api.GetAsync("receipts/" + receipt)).Body;
                Assert.Equal((live.Gift, live.Amount, false),
                    (shown.GetProperty("gift").GetString(), shown.GetProperty("amountFen").GetInt64(),
                        shown.TryGetProperty("voidedBy", out _)));
            }

            foreach (var receipt in model.Dead) Assert.True((await api.GetAsync("receipts/" + receipt)).Body.TryGetProperty("voidedBy", out _));
        }

        private async Task GiveAsync()
        {
            var (fen, fund) = (random.NextInt64(1, 100_000), random.Next(2) == 0 ? "relief" : null);
            var answer = (await api.PostAsync("gifts",
                new { amountFen = fen, channel = "bank", fund, donor = Donor, occurredOn = City.Today })).Accepted();
            last = answer.Position;
            var fee = fund is null ? 0 : fen * 7 / 100;
            model.Money(answer.Id, (fund is null ? "general" : "fund/relief", fen - fee), ("management", fee));
            Count("gift");
        }

        private async Task ReceiveAsync()
        {
            var (quantity, value, fund) = (random.NextInt64(1, 40), random.NextInt64(1, 50_000), random.Next(2) == 0
                ? "relief" : null);
            var answer = (await api.PostAsync("goods", new
            {
                kind = "goods", description = "物资", quantity, unit = "件", valuation = Voucher, valueFen = value, fund,
                    donor = Donor, occurredOn = City.Today,
            })).Accepted();
            last = answer.Position;
            model.Receive(answer.Id, fund is null ? "general" : "fund/relief", quantity, value);
            Count("goods");
        }

        private async Task UseAsync(string gift, string use)
        {
            var quantity = random.NextInt64(1, 12);
            var (proceeds, cost) = (random.NextInt64(2, 20_000), random.NextInt64(0, 2));
            var answer = await api.PostAsync($"goods/{gift}/{use}", use switch
            {
                "distributions" => new { quantity, recipient = "受灾居民", purpose = "过冬", occurredOn = City.Today },
                "sales" => new { quantity, proceedsFen = proceeds, costFen = cost, buyer = "某超市", reason = "不易保存",
                    occurredOn = City.Today },
                "returns" => new { quantity, ground = "agreement", reason = "协议", occurredOn = City.Today },
                _ => (object)new { quantity, reason = "霉变", occurredOn = City.Today },
            });
            if (!Judged(answer, use == "returns" ? model.MayReturn(gift, quantity) : model.MayUse(gift, quantity), use)) return;
            switch (use)
            {
                case "distributions": model.Distribute(gift, answer.Id, quantity); break;
                case "sales": model.Sell(gift, answer.Id, quantity, proceeds - cost); break;
                case "returns": model.Return(gift, answer.Id, quantity); break;
                default: model.WriteOff(gift, answer.Id, quantity); break;
            }
        }

        private async Task TakeBackAsync(string distribution)
        {
            var quantity = random.NextInt64(1, 5);
            var gift = model.GiftOf(distribution);
            var answer = await api.PostAsync($"goods/{gift}/distributions/{distribution}/reversals",
                new { quantity, reason = "未送达", occurredOn = City.Today });
            if (Judged(answer, model.MayTakeBack(distribution, quantity), "reversals")) model.TakeBack(distribution, quantity);
        }

        private async Task IssueAsync(string gift)
        {
            var fen = random.NextInt64(1, 60_000);
            var answer = await api.PostAsync($"gifts/{gift}/receipts", new { amountFen = fen, occurredOn = City.Today });
            if (Judged(answer, model.MayIssue(gift, fen), "receipts")) model.Live[answer.Id] = (gift, fen);
        }

        private async Task VoidAsync(string receipt)
        {
            last = (await api.PostAsync($"receipts/{receipt}/reversal",
                new { reason = "有误", occurredOn = City.Today })).Accepted().Position;
            model.Live.Remove(receipt);
            model.Dead.Add(receipt);
            (await api.PostAsync($"receipts/{receipt}/reversal",
                new { reason = "再次", occurredOn = City.Today })).Refused("receipt_not_live", HttpStatusCode.Conflict);
            Count("red receipts");
        }

        private async Task RefundAsync(string gift)
        {
            var fen = random.NextInt64(1, 50_000);
            var answer = await api.PostAsync($"gifts/{gift}/refunds", City.Refund(fen));
            if (Judged(answer, model.MayRefund(gift, fen), "refunds")) model.Refund(gift, answer.Id, fen);
        }

        private async Task PayAsync()
        {
            var (fen, fund) = (random.NextInt64(1, 30_000), random.Next(2) == 0 ? "relief" : null);
            var bucket = fund is null ? "general" : "fund/relief";
            var answer = await api.PostAsync("payments", City.Payment(fen, fund));
            var enough = model.Coins.Balances.GetValueOrDefault(bucket) >= fen;
            if (Judged(answer, enough ? null : "insufficient_funds", "payments")) model.Coins.Pay(answer.Id, bucket, fen);
        }

        /// <summary>Whether it was done; fails where the model judges otherwise.</summary>
        private bool Judged(Answer answer, string? code, string kind)
        {
            Assert.Equal((kind, code), (kind, answer.Code));
            if (code is not null)
            {
                Refused++;
                return false;
            }

            last = answer.Accepted().Position;
            Count(kind is "write-offs" or "returns" ? "other uses" : kind);
            return true;
        }

        private async Task<SortedDictionary<string, long>> TraceAsync(string gift)
        {
            var leaves = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var part in (await api.GetAsync($"gifts/{gift}/trace")).Body.GetProperty("parts").EnumerateArray())
            {
                var leaf = part.GetProperty("use").GetString() switch
                {
                    "unspent" => "unspent:" + part.GetProperty("bucket").GetString(),
                    "refunded" when !model.Goods.Contains(gift) =>
                        "refund:" + part.GetProperty("outflow").GetProperty("id").GetString(),
                    _ => "pay:" + part.GetProperty("outflow").GetProperty("id").GetString(),
                };
                leaves[leaf] = leaves.GetValueOrDefault(leaf) + part.GetProperty("amountFen").GetInt64();
            }

            return leaves;
        }

        private string? Any(IReadOnlyCollection<string> ids) => ids.Count == 0 ? null : ids.ElementAt(random.Next(ids.Count));

        private void Count(string kind) => Done[kind] = Done.GetValueOrDefault(kind) + 1;
    }
}
