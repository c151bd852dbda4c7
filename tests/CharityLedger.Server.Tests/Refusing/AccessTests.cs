using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Access;
using CharityLedger.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>Who may do what.</summary>
public sealed class AccessTests(City city) : IClassFixture<City>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Refuses(RefusalCode.TokenMissing)]
    public async Task Nobody_acts_or_reads_without_a_token()
    {
        var nobody = await city.Host.ApiAsync(null);
        (await nobody.PostAsync("gifts", City.Gift(1))).Refused("token_missing", HttpStatusCode.Unauthorized);
        (await nobody.PostTextAsync("gifts", "{")).Refused("token_missing", HttpStatusCode.Unauthorized);
        (await nobody.GetAsync("balances")).Refused("token_missing", HttpStatusCode.Unauthorized);
        (await nobody.GetAsync("projections")).Refused("token_missing", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("cl_")]
    [InlineData("cl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("'; drop table charity.api_token; --")]
    [Refuses(RefusalCode.TokenInvalid)]
    public async Task A_token_that_was_never_made_is_refused(string token)
    {
        using var api = new Api(city.Host.First.Address, token);
        (await api.PostAsync("gifts", City.Gift(1))).Refused("token_invalid", HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Refuses(RefusalCode.TokenInvalid)]
    public async Task A_revoked_token_is_refused()
    {
        var token = await city.Host.TokenAsync("city");
        using var api = new Api(city.Host.First.Address, token);
        (await api.PostAsync("gifts", City.Gift(1))).Accepted();
        var tokens = city.Host.First.Services.GetRequiredService<ApiTokens>();
        Assert.True(await tokens.RevokeAsync(token, Ct));
        (await api.PostAsync("gifts", City.Gift(1))).Refused("token_invalid", HttpStatusCode.Unauthorized);
        Assert.False(await tokens.RevokeAsync(token, Ct));
    }

    [Fact]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task The_operator_keeps_nobodys_books_and_a_federation_registers_none()
    {
        var operate = await city.Host.ApiAsync("*");
        (await operate.PostAsync("gifts", City.Gift(1))).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await operate.GetAsync("balances")).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await operate.GetAsync("imports/held")).Refused("not_allowed", HttpStatusCode.Forbidden);
        using var form = new MultipartFormDataContent();
        (await operate.SendAsync(HttpMethod.Post, "imports/donations", form, null)).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await city.Api.PostAsync("federations", new { name = "另一个慈善总会" })).Refused("not_allowed", HttpStatusCode.Forbidden);
    }

    [Fact]
    [Refuses(RefusalCode.GiftUnknown, RefusalCode.PaymentUnknown, RefusalCode.FundUnknown)]
    public async Task What_belongs_to_another_federation_does_not_exist_for_this_one()
    {
        var gift = await city.GiveAsync(100, "relief");
        var payment = (await city.Api.PostAsync("payments", City.Payment(10, "relief"))).Accepted().Id;
        var other = await city.Host.FederationAsync("other");
        (await other.GetAsync($"gifts/{gift}/trace")).Refused("gift_unknown", HttpStatusCode.NotFound);
        (await other.PostAsync($"gifts/{gift}/refunds", City.Refund(1))).Refused("gift_unknown", HttpStatusCode.NotFound);
        (await other.PostAsync($"payments/{payment}/reversals", City.Reversal(1))).Refused("payment_unknown", HttpStatusCode.NotFound);
        (await other.PostAsync("payments", City.Payment(1, "relief"))).Refused("fund_unknown", HttpStatusCode.NotFound);
        (await other.PostAsync("gifts", City.Gift(1, "relief"))).Refused("fund_unknown", HttpStatusCode.NotFound);
        Assert.Equal(0, (await other.GetAsync("balances")).Body.GetArrayLength());
    }
}
