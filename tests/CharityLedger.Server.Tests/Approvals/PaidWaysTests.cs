using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>All that a bank carries out goes the same steps: approved in March, paid by the bank in April.</summary>
public sealed class PaidWaysTests
{
    private const string PaidOn = "2026-04-02";

    [Theory]
    [InlineData("agencies/{agency}/deliveries", "agency_delivered", "agency/{agency} 40")]
    [InlineData("gifts/{gift}/refunds/{refund}/payment", "refund_paid", "")]
    [InlineData("trusts/{trust}/distributions", "trust_distributed", "trust/{trust} 40")]
    [InlineData("trusts/{trust}/fees", "trust_fee_paid", "trust/{trust} 40")]
    [InlineData("trusts/ended-trust/residues", "trust_residue_transferred", "trust/ended-trust 40")]
    [InlineData("lottery/indicators/{indicator}/parts/a/expenditures", "lottery_expenditure_made", "lottery/{indicator}/a/paid 40")]
    [InlineData("lottery/indicators/{indicator}/recoveries", "lottery_money_recovered", "lottery/{indicator}/a/paid 40")]
    [InlineData("alliance-transfers", "alliance_money_sent", "general 40")]
    [InlineData("money-moves", "money_moved", "general 5")]
    public async Task What_the_last_signature_reserves_is_booked_on_the_banks_day(string path, string type, string reserved)
    {
        await using var town = await PaidTown.StartAsync();
        var asked = await town.AskAsync(path, Body(path));
        Assert.Equal("", await town.HeldAsync());
        (await town.ApproveAsync(asked)).Accepted();
        Assert.Equal(town.Named(reserved), await town.HeldAsync());
        (await town.HandOverAsync(asked.Request)).Accepted();
        town.Clock.Now = new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.FromHours(8));
        var paid = (await town.ClearAsync(asked.Request, PaidOn, "R1")).Accepted();
        // Who lost the answer asks again.
        Assert.Equal(paid.Id, (await town.ClearAsync(asked.Request, PaidOn, "R1")).Accepted().Id);

        Assert.Equal("", await town.HeldAsync());
        Assert.Equal("city " + PaidOn, await town.DaysAsync(type));
        Assert.Equal(1L, await town.Host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where tenant_id = 'city' and type = 'action_executed'"));
        await Books.CheckAsync(town.Host.Database.ConnectionString);
    }

    internal static object Body(string path) => path.Split('/')[^1] switch
    {
        "deliveries" => new { amountFen = 40, destination = "beneficiary", reason = "转交", occurredOn = City.Today },
        "payment" => new { occurredOn = City.Today },
        "distributions" => new { payee = "某小学", purpose = "支教", amountFen = 40, occurredOn = City.Today },
        "fees" => new { kind = "supervisor", amountFen = 40, occurredOn = City.Today },
        "residues" => new { approval = "民政1号", amountFen = 40, toFund = "relief", occurredOn = City.Today },
        "expenditures" => new { type = "services", payee = "某院", use = "照护", amountFen = 40, occurredOn = City.Today },
        "recoveries" => new { document = "收回1号", amountFen = 40, part = "a", paid = true, year = 2026, occurredOn = City.Today },
        "alliance-transfers" => new { to = "linhe", amountFen = 40, purpose = "助学", occurredOn = City.Today },
        _ => new { from = "bank", to = "alipay", amountFen = 100, feeFen = 5, purpose = "充值", occurredOn = City.Today },
    };
}
