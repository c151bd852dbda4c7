using System.Globalization;
using CharityLedger.Server.Tests.Crashing;

namespace CharityLedger.Server.Tests.Stories;

/// <summary>
/// The year 2026 of a federation in which people join and leave, stand in for one another, payees change their accounts, agreements are
/// amended, money comes back and months are closed, in an order that a seed says.
/// </summary>
public sealed class PeopleYearTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Balances_promises_and_traces_are_what_coins_and_a_purse_say_after_every_month(int seed)
    {
        await using var year = await PeopleYear.StartAsync();
        var walk = new Walk(year, new Random(seed));
        await walk.BeginAsync();
        while (year.Today < new DateOnly(2026, 12, 20)) await walk.DayAsync();
        await walk.EndAsync();
        await Books.CheckAsync(year.Host.Database.ConnectionString);
        Assert.Equal(Walk.Deeds, walk.Done.Count);
    }

    private sealed record Gift(string Id, string Bucket);

    private sealed record Order(string Request, string Bucket, long Fen, Payee Payee, int Account, string Step, DateOnly From);

    private sealed class Payee(string contact, string name)
    {
        public string Contact => contact;

        public string Name => name;

        /// <summary>The number of the account that it has now.</summary>
        public int Account { get; set; } = 1;

        /// <summary>Those that were paid to.</summary>
        public HashSet<int> Known { get; } = [];
    }

    private sealed class Walk(PeopleYear year, Random random)
    {
        /// <summary>Kinds of what is done.</summary>
        public const int Deeds = 17;

        private static readonly string[] Places = ["general", "fund/" + PeopleYear.Schools, "fund/" + PeopleYear.Relief];

        private readonly List<Gift> gifts = [];
        private readonly List<Order> orders = [];
        private readonly List<(string Payment, string Bucket)> paid = [];
        private readonly List<Payee> payees = [];
        private readonly Dictionary<string, string?> purposes = new(StringComparer.Ordinal) { [Places[1]] = null, [Places[2]] = null };
        private DateOnly closed = new(2025, 12, 31);
        private int people, named;

        public Dictionary<string, int> Done { get; } = [];

        private string Day => Of(year.Today);

        public async Task BeginAsync()
        {
            foreach (var name in new[] { "清江一小", "清江二小", "清江三小" })
            {
                var contact = await year.Clerk.PostAsync("contacts", new
                {
                    type = "organisation", parts = new[] { "payee" }, reason = "新收款方", occurredOn = Day, details = Details(name),
                });
                payees.Add(new Payee(contact.Accepted().Id, name));
            }

            foreach (var place in Places)
                for (var i = 0; i < 3; i++) await GiveAsync(place, random.Next(10_000, 90_000));
        }

        public async Task DayAsync()
        {
            year.Pass(random.Next(1, 4));
            if (year.Today.Day > 5 && closed.AddDays(1).AddMonths(1) <= new DateOnly(year.Today.Year, year.Today.Month, 1)) await CloseAsync();
            for (var i = random.Next(2, 5); i > 0; i--) await DoAsync();
        }

        public async Task EndAsync()
        {
            while (orders.Count > 0) await GoOnAsync();
            await year.AgreesAsync(gifts.Select(g => g.Id));
            Assert.All(year.Promised, p => Assert.Equal((p.Key, 0L), (p.Key, p.Value)));
        }

        private async Task DoAsync()
        {
            switch (random.Next(16))
            {
                case 0 or 1 or 2: await GiveAsync(Places[random.Next(Places.Length)], random.Next(100, 50_000)); break;
                case 3 or 4 or 5: await PayAsync(); break;
                case 6 or 7 or 8 when orders.Count > 0: await GoOnAsync(); break;
                case 9 or 10: await RefundAsync(); break;
                case 11 when paid.Count > 0: await ReverseAsync(); break;
                case 12: await StaffAsync(); break;
                case 13: await StandInAsync(); break;
                case 14: await ChangeAccountAsync(); break;
                case 15: await AmendAsync(); break;
            }
        }

        private async Task GiveAsync(string place, long fen)
        {
            var gift = (await year.Clerk.PostAsync("gifts",
                new { amountFen = fen, channel = "bank", fund = FundOf(place), occurredOn = Day })).Accepted();
            var bucket = Bucket(place);
            year.Coins.Gift(gift.Id, (bucket, fen));
            gifts.Add(new Gift(gift.Id, bucket));
            Count("gift");
        }

        /// <summary>Asks for a payment to a payee, into an account that may be new, and has it signed. More than is free is refused at once.</summary>
        private async Task PayAsync()
        {
            var place = Places[random.Next(Places.Length)];
            var bucket = Bucket(place);
            var free = year.Coins.Balances.GetValueOrDefault(bucket) - year.Promised.GetValueOrDefault(bucket);
            var fen = random.NextInt64(1, Math.Max(2, free * 5 / 4));
            var payee = payees[random.Next(payees.Count)];
            var asked = await year.Clerk.PostAsync("payments", new
            {
                amountFen = fen, payee = payee.Name, purpose = "教具", fund = FundOf(place), restriction = purposes.GetValueOrDefault(place),
                to = new { contact = payee.Contact, account = $"a{payee.Account}" },
            });
            Assert.Equal(fen > free ? "insufficient_funds" : null, asked.Code);
            if (asked.Code is not null)
            {
                Count("payment beyond what is free");
                return;
            }

            if (!payee.Known.Contains(payee.Account))
            {
                Assert.Equal("call_back_missing", (await year.SignAsync(asked.Id)).Code);
                (await year.Cashier.PostAsync($"requests/{asked.Id}/call-back", new { said = "账号无误" })).Accepted();
                Count("call back");
            }

            if (random.Next(6) == 0)
            {
                (await year.Clerk.PostAsync($"requests/{asked.Id}/rejections", new { reason = "撤回" })).Accepted();
                Count("withdrawn before it was signed");
                return;
            }

            (await year.SignAsync(asked.Id)).Accepted();
            year.Promised[bucket] = year.Promised.GetValueOrDefault(bucket) + fen;
            orders.Add(new Order(asked.Id, bucket, fen, payee, payee.Account, "to_pay", year.Today));
        }

        /// <summary>The bank pays, on a day that may lie in a closed month; or gives it back; or it is given up.</summary>
        private async Task GoOnAsync()
        {
            var order = orders[random.Next(orders.Count)];
            orders.Remove(order);
            var path = $"payment-orders/{order.Request}";
            switch (random.Next(6), order.Step)
            {
                case (< 3, "to_pay"):
                    // To an account that the payee gave up nothing is handed over any more.
                    var handed = await year.Cashier.PostAsync($"{path}/handing-over", new { occurredOn = Day });
                    Assert.Equal(order.Account == order.Payee.Account ? null : "contact_account_unknown", handed.Code);
                    orders.Add(order with { Step = handed.Code is null ? "handed_over" : order.Step });
                    return;
                case (< 3, "handed_over"):
                    (await year.Cashier.PostAsync($"{path}/return", new { reason = "账号不符", occurredOn = Day })).Accepted();
                    var to = order.Payee;
                    await year.ApproveAgainAsync(order.Request, to.Contact, to.Account, isNew: !to.Known.Contains(to.Account));
                    orders.Add(order with { Step = "to_pay", From = year.Today, Account = to.Account });
                    if (order.Account != to.Account) Count("paid again to another account");
                    Count("returned by the bank");
                    return;
                case (3, "to_pay"):
                    (await year.Clerk.PostAsync($"requests/{order.Request}/rejections", new { reason = "不再需要" })).Accepted();
                    year.Promised[order.Bucket] -= order.Fen;
                    Count("withdrawn after it was signed");
                    return;
                default:
                    var on = order.From.AddDays(random.Next(year.Today.DayNumber - order.From.DayNumber + 1));
                    var paying = (await year.Cashier.PostAsync($"{path}/clearing", new { paidOn = Of(on) })).Accepted();
                    if (on <= closed) Count("paid in a closed month");
                    year.Promised[order.Bucket] -= order.Fen;
                    year.Coins.Pay(paying.Id, order.Bucket, order.Fen);
                    paid.Add((paying.Id, order.Bucket));
                    order.Payee.Known.Add(order.Account);
                    Count("payment");
                    return;
            }
        }

        private async Task RefundAsync()
        {
            var gift = gifts[random.Next(gifts.Count)];
            // What is promised is not given back.
            var free = year.Coins.Lying(gift.Id).Select(l => Math.Min(l.Amount,
                year.Coins.Balances[l.Bucket] - year.Promised.GetValueOrDefault(l.Bucket))).FirstOrDefault();
            if (free < 2 || year.Coins.Lying(gift.Id).Count() > 1) return;
            var fen = random.NextInt64(1, free + 1);
            var refund = await year.DecideAsync(year.Clerk, $"gifts/{gift.Id}/refunds",
                new { amountFen = fen, ground = "payment_error", reason = "误捐", occurredOn = Day }, year.Cashier);
            year.Coins.Refund(refund, gift.Id, fen);
            Count("refund");
        }

        private async Task ReverseAsync()
        {
            var (payment, _) = paid[random.Next(paid.Count)];
            if (year.Coins.Outstanding(payment) is not (> 0 and var left)) return;
            var fen = random.NextInt64(1, left + 1);
            await year.DecideAsync(year.Clerk, $"payments/{payment}/reversals",
                new { amountFen = fen, reason = "学校退回余款", occurredOn = Day }, year.Accountant);
            year.Coins.Reverse(payment, fen);
            Count("money that came back");
        }

        /// <summary>Somebody leaves his post for good, and mostly another takes it; nobody leaves the president's empty.</summary>
        private async Task StaffAsync()
        {
            string[] posts = ["accountant_review", "secretary_general", "president"];
            var post = posts[random.Next(posts.Length)];
            if (year.Posts.TryGetValue(post, out var holder))
            {
                await year.LeaveAsync(holder);
                Count("somebody left");
                if (post != "president" && random.Next(3) == 0) return;
            }

            var comer = FormattableString.Invariant($"p{++people}");
            await year.JoinAsync(comer, "clerk");
            await year.AppointAsync(comer, post);
            Count("somebody joined");
        }

        private async Task StandInAsync()
        {
            var post = random.Next(2) == 0 ? "accountant_review" : "secretary_general";
            if (year.StandIns.TryGetValue(post, out var before) && year.Today <= before.To) return;
            var comer = FormattableString.Invariant($"p{++people}");
            await year.JoinAsync(comer, "clerk");
            var until = year.Today.AddDays(random.Next(1, 20));
            await year.DecideAsync("stand-ins", new { post, user = comer, from = Day, to = Of(until), reason = "出差", occurredOn = Day });
            year.StandIns[post] = (comer, until);
            Count("somebody stands in");
        }

        private async Task ChangeAccountAsync()
        {
            var payee = payees[random.Next(payees.Count)];
            payee.Account++;
            (await year.Clerk.PostAsync($"contacts/{payee.Contact}/details", new
            {
                reason = "换了开户行", occurredOn = Day, details = Details(payee.Name),
            })).Accepted();
            Count("a payee changed its account");
        }

        /// <summary>A fund's purpose changes from today on: what comes later lies apart.</summary>
        private async Task AmendAsync()
        {
            var place = Places[random.Next(1, Places.Length)];
            var purpose = FormattableString.Invariant($"用途{++named}");
            var paper = await year.SendAsync(purpose);
            (await year.Clerk.PostAsync($"funds/{FundOf(place)}/amendments", new
            {
                change = new { purpose }, effectiveFrom = Day, paper, reason = "补充协议", occurredOn = Day,
            })).Accepted();
            purposes[place] = purpose;
            Count("amended");
        }

        private async Task CloseAsync()
        {
            var month = closed.AddDays(1);
            (await year.Accountant.PostAsync($"books/periods/{month:yyyy-MM}/closing", new { })).Accepted();
            closed = month.AddMonths(1).AddDays(-1);
            await year.AgreesAsync(gifts.Select(g => g.Id));
            Count("month closed");
        }

        private string Bucket(string place) => purposes.GetValueOrDefault(place) is { } purpose ? $"{place}+purpose={purpose}" : place;

        private void Count(string deed) => Done[deed] = Done.GetValueOrDefault(deed) + 1;

        private static string? FundOf(string place) => place == "general" ? null : place["fund/".Length..];

        private static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        /// <summary>With an account that nobody was paid into before.</summary>
        private object Details(string name) => new
        {
            name, accounts = new[] { new { number = "6222000000" + ++named, holder = name, bank = "建设银行清江支行" } },
        };
    }
}
