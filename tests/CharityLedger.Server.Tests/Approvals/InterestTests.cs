using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>Whoever has an interest in who gains takes no part, also where the request itself names nobody.</summary>
public sealed class InterestTests(Office office) : IClassFixture<Office>
{
    private const string Company = "远山公司", Holder = "某信托公司";
    private static readonly object Given = new { name = Company, kind = "organisation" };
    private int users;

    [Fact]
    [Refuses(RefusalCode.ConflictOfInterest)]
    public async Task Who_is_near_a_registered_donor_gives_nothing_back_to_it()
    {
        await RegisterAsync("far-hill", Company);
        var gift = (await office.Clerk.PostAsync("gifts", Gift(Company))).Accepted().Id;
        await StandsAsideAsync("far-hill", $"gifts/{gift}/refunds", Refund);
        var owed = (await office.DoAsync($"gifts/{gift}/refunds",
            new { amountFen = 100, ground = "agreement", reason = "协议", occurredOn = City.Today, owed = true })).Accepted().Id;
        await StandsAsideAsync("far-hill", $"gifts/{gift}/refunds/{owed}/payment", new { occurredOn = City.Today });
        var goods = (await office.Clerk.PostAsync("goods", new
        {
            kind = "goods", description = "棉被", quantity = 10, unit = "床", valuation = new { basis = "voucher", note = "发票 7" },
            valueFen = 1_000, donor = Given, occurredOn = City.Today,
        })).Accepted().Id;
        await StandsAsideAsync(Company, $"goods/{goods}/returns",
            new { quantity = 4, ground = "agreement", reason = "协议", occurredOn = City.Today });

        await RegisterAsync("near-hill", "近山公司");
        var held = (await office.Clerk.PostAsync("agencies", new
        {
            amountFen = 500, channel = "bank", giver = Given, beneficiary = new { name = "近山公司", kind = "organisation" },
            purpose = "救助", occurredOn = City.Today,
        })).Accepted().Id;
        await StandsAsideAsync("near-hill", $"agencies/{held}/deliveries", Delivery("beneficiary"));
        await StandsAsideAsync("far-hill", $"agencies/{held}/deliveries", Delivery("giver"));
        // The other of the two does not gain by it.
        var near = await NearAsync("near-hill");
        (await near.PostAsync($"agencies/{held}/deliveries", Delivery("giver"))).Expect(HttpStatusCode.Accepted);

        static object Delivery(string destination) => new
        {
            amountFen = 100, destination, reason = "转交", occurredOn = City.Today,
            relatedParty = destination == "beneficiary" ? "near-hill" : null, decision = "理事会1号",
        };
    }

    [Fact]
    public async Task A_donor_who_is_not_in_the_register_is_named_in_no_request()
    {
        await RegisterAsync("other-hill", "另山公司");
        var gift = (await office.Clerk.PostAsync("gifts", Gift("独山公司"))).Accepted().Id;
        await office.AskAsync($"gifts/{gift}/refunds", Refund);
        Assert.Equal(0, await office.Host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where data::text like '%独山公司%'"));
    }

    [Fact]
    [Refuses(RefusalCode.ConflictOfInterest)]
    public async Task Who_is_near_those_who_hold_or_watch_a_trust_moves_no_money_to_them_or_of_theirs()
    {
        await RegisterAsync("settlor", "立信公司");
        (await office.Clerk.PostAsync("trusts", Trust("held", "settlor", "立信公司"))).Accepted();
        await StandsAsideAsync(Holder, "trusts/held/funding", new { amountFen = 1_000, occurredOn = City.Today });
        var funded = (await office.DoAsync("trusts/held/funding", new { amountFen = 1_000, occurredOn = City.Today })).Accepted().Id;
        var given = (await office.Clerk.PostAsync("trusts/held/contributions", new { amountFen = 500, occurredOn = City.Today })).Accepted().Id;
        var earned = (await office.Clerk.PostAsync("trusts/held/income",
            new { source = "某银行", amountFen = 300, occurredOn = City.Today })).Accepted().Id;
        await StandsAsideAsync(Holder, "trusts/held/fees", Fee("trustee"));
        await StandsAsideAsync("某律师事务所", "trusts/held/fees", Fee("supervisor"));
        var fee = (await office.DoAsync("trusts/held/fees", Fee("trustee"))).Accepted().Id;
        (await office.Clerk.PostAsync("trusts/held/trustees",
            new { role = "settlor", trustee = "后任信托公司", reason = "辞任", occurredOn = City.Today })).Accepted();

        await StandsAsideAsync("后任信托公司", "trusts/held/fees", Fee("trustee"));
        // The fee was the former trustee's, and the new one may help to take it back.
        await StandsAsideAsync(Holder, $"trusts/held/entries/{fee}/reversals", City.Reversal(10));
        (await (await NearAsync("后任信托公司")).PostAsync($"trusts/held/entries/{fee}/reversals", City.Reversal(10))).Expect(HttpStatusCode.Accepted);
        await StandsAsideAsync(Holder, $"trusts/held/entries/{funded}/reversals", City.Reversal(10));
        await StandsAsideAsync("某银行", $"trusts/held/entries/{earned}/reversals", City.Reversal(10));
        await StandsAsideAsync("settlor", $"trusts/held/entries/{given}/reversals", City.Reversal(10));
    }

    [Fact]
    [Refuses(RefusalCode.ConflictOfInterest)]
    public async Task Whom_a_request_concerns_only_since_it_was_made_is_barred_from_it_too()
    {
        (await office.Clerk.PostAsync("trusts", Trust("moved", "settlor", "立信公司"))).Accepted();
        (await office.DoAsync("trusts/moved/funding", new { amountFen = 1_000, occurredOn = City.Today })).Accepted();
        var fee = "requests/" + (await office.Clerk.PostAsync("trusts/moved/fees", Fee("trustee"))).Expect(HttpStatusCode.Accepted).Id;
        var gift = (await office.Clerk.PostAsync("gifts", Gift("晚登记公司"))).Accepted().Id;
        var refund = "requests/" + await office.AskAsync($"gifts/{gift}/refunds", Refund);
        (await office.Clerk.PostAsync("trusts/moved/trustees",
            new { role = "settlor", trustee = "后来信托公司", reason = "辞任", occurredOn = City.Today })).Accepted();
        await RegisterAsync("late", "晚登记公司");

        foreach (var (request, party) in new[] { (fee, "后来信托公司"), (refund, "late") })
        {
            var near = await NearAsync(party);
            (await near.PostAsync(request + "/approvals", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
            (await office.Approver.PostAsync(request + "/approvals", new { })).Accepted();
            (await near.PostAsync(request + "/execution", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
            (await office.Treasurer.PostAsync(request + "/execution", new { })).Accepted();
        }
    }

    [Fact]
    [Refuses(RefusalCode.ConflictOfInterest)]
    public async Task Who_is_near_the_receiver_hands_no_residue_on_to_it()
    {
        (await office.Clerk.PostAsync("trusts", Trust("ended", "project_manager", "立信公司"))).Accepted();
        (await office.Clerk.PostAsync("trusts/ended/contributions", new { amountFen = 500, occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("trusts/ended/termination", new { reason = "期满", occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("trusts", Trust("next", "project_manager", "立信公司"))).Accepted();
        foreach (var party in new[] { "next", Holder })
            await StandsAsideAsync(party, "trusts/ended/residues", Residue(toTrust: "next"));
        var fund = new { fund = "heir", name = "继受基金", sponsor = "某某集团", purpose = "支教", occurredOn = City.Today };
        (await office.Clerk.PostAsync("funds", fund)).Accepted();
        foreach (var party in new[] { "heir", "继受基金", "某某集团" })
            await StandsAsideAsync(party, "trusts/ended/residues", Residue(toFund: "heir"));

        static object Residue(string? toTrust = null, string? toFund = null) =>
            new { approval = "民批1号", amountFen = 50, occurredOn = City.Today, toTrust, toFund };
    }

    private static object Refund => new { amountFen = 100, ground = "agreement", reason = "协议", occurredOn = City.Today };

    private static object Gift(string donor) =>
        new { amountFen = 1_000, channel = "bank", donor = new { name = donor, kind = "organisation" }, occurredOn = City.Today };

    private static object Fee(string kind) => new { kind, amountFen = 20, occurredOn = City.Today };

    private static object Trust(string trust, string role, string settlor) => new
    {
        trust, name = $"测试信托（{trust}）", agreement = "信字1号", role, trustee = Holder, supervisor = "某律师事务所", purpose = "支教",
        scope = "乡村教师", settlors = new[] { new { name = settlor, kind = "organisation" } }, occurredOn = City.Today,
    };

    private async Task RegisterAsync(string party, string name) => (await office.Clerk.PostAsync("related-parties/" + party,
        new { name, relation = "controlled", occurredOn = City.Today })).Accepted();

    private async Task<Hosts.Api> NearAsync(string party)
    {
        var user = $"near-{TestContext.Current.Test!.UniqueID[..8]}-{++users}";
        var near = await office.UserAsync(user, "clerk", "approver", "treasurer");
        (await near.PostAsync($"users/{user}/interests", new { party, reason = "监事" })).Accepted();
        return near;
    }

    /// <summary>Somebody with an interest neither asks, nor approves, nor carries out; others do.</summary>
    private async Task StandsAsideAsync(string party, string path, object body)
    {
        var near = await NearAsync(party);
        (await near.PostAsync(path, body)).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        var asked = (await office.Clerk.PostAsync(path, body)).Expect(HttpStatusCode.Accepted);
        var request = "requests/" + asked.Id;
        (await near.PostAsync(request + "/approvals", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        foreach (var approver in new[] { office.Approver, office.Approver2 }.Take(asked.Body.GetProperty("approvals").GetInt32()))
            (await approver.PostAsync(request + "/approvals", new { })).Accepted();
        (await near.PostAsync(request + "/execution", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Accepted();
    }
}
