using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>
/// Payments in any order of asking, signing, handing over, paying, returning, signing again and withdrawing, among gifts and refunds:
/// a purse that knows nothing of the ledger's code says what is free, and each step is refused just where it says so.
/// </summary>
public sealed class RandomPaymentTests
{
    private static readonly string[] Pots = ["general", "fund/relief", "fund/small"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_reserved_is_never_spent_otherwise_and_never_lost(int seed)
    {
        var office = new Office();
        await using var _ = office;
        await office.InitializeAsync();
        (await office.Clerk.PostAsync("funds", City.Fund("small"))).Accepted();
        var random = new Random(seed);
        var (held, reserved) = (Pots.ToDictionary(p => p, _ => 0L), Pots.ToDictionary(p => p, _ => 0L));
        (held["general"], held["fund/relief"]) = (1_000_000_000, 1_000_000_000);
        // What is large leaves little: asking for more than is free is common then.
        foreach (var pot in Pots[..2])
        {
            (await office.DoAsync("payments", Pay(pot, 1_000_000_000 - 5_000))).Accepted();
            held[pot] = 5_000;
        }

        var asked = new List<(string Request, string Pot, long Fen)>();
        var orders = new List<(string Request, string Pot, long Fen, string Step)>();
        for (var step = 0; step < 160; step++)
        {
            var pot = Pots[random.Next(Pots.Length)];
            var free = held[pot] - reserved[pot];
            switch (random.Next(9))
            {
                case 0:
                    var gift = random.Next(1, 3_000);
                    (await office.Clerk.PostAsync("gifts", City.Gift(gift, FundOf(pot)))).Accepted();
                    held[pot] += gift;
                    break;
                case 1 or 2:
                    var fen = random.Next(1, 4_000);
                    var answer = await office.Clerk.PostAsync("payments", Pay(pot, fen));
                    Assert.Equal(fen > free ? "insufficient_funds" : null, answer.Code);
                    if (answer.Code is null) asked.Add((answer.Id, pot, fen));
                    break;
                case 3 or 4 when asked.Count > 0:
                    var request = Draw(asked, random);
                    var signed = await office.Approver.PostAsync($"requests/{request.Request}/approvals", new { });
                    var enough = request.Fen <= held[request.Pot] - reserved[request.Pot];
                    Assert.Equal(enough ? null : "insufficient_funds", signed.Code);
                    if (!enough) break;
                    reserved[request.Pot] += request.Fen;
                    orders.Add((request.Request, request.Pot, request.Fen, "to_pay"));
                    break;
                case 5 or 6 when orders.Count > 0:
                    var order = Draw(orders, random);
                    var isPaid = random.Next(2) == 0 && order.Step != "returned";
                    var next = isPaid
                        ? await office.Treasurer.PostAsync($"payment-orders/{order.Request}/clearing", new { paidOn = City.Today })
                        : await office.Treasurer.PostAsync($"payment-orders/{order.Request}/handing-over", new { occurredOn = City.Today });
                    Assert.Equal(isPaid || order.Step == "to_pay" ? null : "payment_step_wrong", next.Code);
                    if (!isPaid)
                    {
                        orders.Add(order with { Step = next.Code is null ? "handed_over" : order.Step });
                        break;
                    }

                    (held[order.Pot], reserved[order.Pot]) = (held[order.Pot] - order.Fen, reserved[order.Pot] - order.Fen);
                    break;
                case 7 when orders.Count > 0:
                    var back = Draw(orders, random);
                    var returned = await office.Treasurer.PostAsync(
                        $"payment-orders/{back.Request}/return", new { reason = "退票", occurredOn = City.Today });
                    Assert.Equal(back.Step == "handed_over" ? null : "payment_step_wrong", returned.Code);
                    var isAgain = returned.Code is null && random.Next(2) == 0;
                    if (isAgain) (await office.DoAsync($"payment-orders/{back.Request}/approval-again", new { reason = "已更正" })).Accepted();
                    orders.Add(back with { Step = isAgain ? "to_pay" : returned.Code is null ? "returned" : back.Step });
                    break;
                case 8 when orders.Count > 0:
                    var ended = Draw(orders, random);
                    var withdrawn = await office.Clerk.PostAsync($"requests/{ended.Request}/rejections", new { reason = "撤销" });
                    Assert.Equal(ended.Step == "handed_over" ? "payment_step_wrong" : null, withdrawn.Code);
                    if (withdrawn.Code is null) reserved[ended.Pot] -= ended.Fen;
                    else orders.Add(ended);
                    break;
            }

            await CheckAsync(office, held, reserved);
        }

        Assert.NotEmpty(orders);
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    private static async Task CheckAsync(Office office, Dictionary<string, long> held, Dictionary<string, long> reserved)
    {
        var rows = (await office.Host.Database.RowsAsync("select id, in_total - pointer, floor from charity.bucket where tenant = 'city'"))
            .ToDictionary(r => (string)r[0]!, r => ((long)r[1]!, (long)r[2]!));
        foreach (var pot in Pots) Assert.Equal((pot, (held[pot], reserved[pot])), (pot, rows.GetValueOrDefault(pot)));
    }

    private static object Pay(string pot, long fen) => new { amountFen = fen, payee = "某小学", purpose = "教具", fund = FundOf(pot) };

    private static string? FundOf(string pot) => pot == "general" ? null : pot["fund/".Length..];

    private static T Draw<T>(List<T> list, Random random)
    {
        var at = random.Next(list.Count);
        var drawn = list[at];
        list.RemoveAt(at);
        return drawn;
    }
}
