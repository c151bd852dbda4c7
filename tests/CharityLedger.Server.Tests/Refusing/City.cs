using System.Net;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>A host with the federation "city" and its fund "relief", shared by the tests of a class. The clock stands still.</summary>
public sealed class City : IAsyncLifetime
{
    /// <summary>Today in Beijing, by the clock.</summary>
    public const string Today = "2026-03-02";

    internal TestHost Host { get; private set; } = null!;

    internal Api Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await TestHost.StartAsync(new FakeClock());
        Api = await Host.FederationAsync("city");
        (await Api.PostAsync("funds", Fund("relief"))).Accepted();
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    internal static object Fund(string id, string name = "抗疫基金", int fee = 0, string date = Today) =>
        new { name, sponsor = "某公司", purpose = "抗疫", fund = id, managementFeeBasisPoints = fee, occurredOn = date };

    internal static object Gift(long fen, string? fund = null, string date = Today) => new { amountFen = fen, channel = "bank", fund, occurredOn = date };

    internal static object Payment(long fen, string? fund = null, string payee = "某医院") =>
        new { amountFen = fen, payee, purpose = "物资", fund, occurredOn = Today };

    internal static object Refund(long fen) => new { amountFen = fen, ground = "payment_error", reason = "误捐", occurredOn = Today };

    internal static object Reversal(long fen) => new { amountFen = fen, reason = "账号有误", occurredOn = Today };

    /// <summary>A gift that was received, by its id.</summary>
    internal async Task<string> GiveAsync(long fen, string? fund = null) => (await Api.PostAsync("gifts", Gift(fen, fund))).Accepted().Id;

    /// <summary>A fund of a test's own, so that others don't spend its money.</summary>
    internal async Task<string> FundAsync()
    {
        var id = "fund-" + Guid.NewGuid().ToString("N")[..12];
        (await Api.PostAsync("funds", Fund(id))).Accepted();
        return id;
    }

    /// <summary>Posts to the one who refuses, and reads the code.</summary>
    internal async Task RefusesAsync(string code, string path, object body, HttpStatusCode status = HttpStatusCode.UnprocessableEntity) =>
        (await Api.PostAsync(path, body)).Refused(code, status);
}
