using CharityLedger.Contracts.Events;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Access;

/// <summary>The digest behind an idempotency key, which has to stay what it is as long as there are ledgers.</summary>
public sealed class InputDigestTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("charityledger-digest-").FullName;

    private static DateOnly Day { get; } = new(2026, 3, 2);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A key of 32 bytes of 7, and what follows from it. A change here makes every request of yesterday another one.</summary>
    [Theory]
    [InlineData("receive_gift", null, "AhG8jLxBnHuPI4mK2vRlyqU=")]
    [InlineData("refund_gift", "20260302-abc", "AnYRi5B/VYfLwdckUKTjEX8=")]
    [InlineData("make_payment", null, "AlwhGt5f/3JBDgxi80RDgls=")]
    public void What_is_digested_and_how_never_changes(string command, string? subject, string expected)
    {
        var input = CanonicalJson.Of<object>(command switch
        {
            "receive_gift" => new ReceiveGift.Request(12_345, "bank", Day, Donor: new DonorInput("王五", Phone: "13900000000")),
            "refund_gift" => new RefundGift.Request(1, RefundGround.PaymentError, "误捐", Day, MoneyAccount.Bank),
            _ => new MakePayment.Request(1, "某医院", "物资", Day, Kind: ExpenseKind.Fundraising),
        });
        var envelope = new Envelope(new Caller("city", "clerk"), "key", command, subject, input);
        Assert.Equal(expected, Convert.ToBase64String(Digests(7).Of(envelope)));
    }

    [Fact]
    public void Its_text_has_members_by_name_names_for_numbers_and_nothing_that_was_not_said()
    {
        Assert.Equal("""
            {"account":"bank","amountFen":1,"kind":"fundraising","managementFees":false,"occurredOn":"2026-03-02","payee":"某医院","purpose":"物资"}
            """, Unescaped(new MakePayment.Request(1, "某医院", "物资", Day, Kind: ExpenseKind.Fundraising)));
        // What a later version of a request adds, and in which order, changes nothing.
        Assert.Equal(CanonicalJson.Of(new { b = 1, a = "x" }), CanonicalJson.Of(new { a = "x", b = 1, c = (string?)null }));
    }

    [Fact]
    public void It_says_nothing_without_the_key_and_differs_by_whom_what_and_about_what()
    {
        var asked = new Envelope(new Caller("city", "clerk"), "key", "refund_gift", "g1", "{}");
        Envelope[] others =
        [
            asked with { Caller = new Caller("town", "clerk") }, asked with { Command = "return_goods" }, asked with { Subject = "g2" },
            asked with { Subject = null }, asked with { Input = "[]" }, asked with { Command = "refund_giftg1", Subject = null },
        ];
        Assert.Equal(others.Length + 2, others.Append(asked).Select(e => Convert.ToHexString(Digests(7).Of(e)))
            .Append(Convert.ToHexString(Digests(8).Of(asked))).Distinct().Count());
        // Who repeats it, and under which key, is no part of what was asked.
        Assert.Equal(Digests(7).Of(asked), Digests(7).Of(asked with { Caller = new Caller("city", "other"), Key = "other" }));
    }

    [Fact]
    public async Task An_approved_action_has_the_name_of_its_route()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var names = host.First.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints)
            .Select(CommandContext.NameOf).ToHashSet(StringComparer.Ordinal);
        var actions = host.First.Services.GetServices<GuardedAction>().Select(a => a.Name).ToList();
        Assert.NotEmpty(actions);
        Assert.All(actions, a => Assert.Contains(a, names));
    }

    private static string Unescaped(object request) =>
        System.Text.RegularExpressions.Regex.Unescape(CanonicalJson.Of(request));

    private InputDigests Digests(byte of)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, $"{of}")).FullName;
        File.WriteAllText(Path.Combine(own, "master.key"), Convert.ToBase64String([.. Enumerable.Repeat(of, 32)]));
        return new InputDigests(MasterKey.Load(own));
    }
}
