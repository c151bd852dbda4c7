using System.Diagnostics;
using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Federations;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Demo;

/// <summary>
/// Fills an empty ledger with an invented federation, through the same handlers that serve the API. A load that broke
/// off goes on at the next start: every step has its own idempotency key, and its dates hang on the day of the first.
/// </summary>
public sealed class DemoFederation(
    Ledger ledger, EventReader reader, Ids ids, Givers givers, RefundGift.Reading refunds, NameScreen screen,
    Payer plans, Accounting.MoneyRegister register, IServiceProvider services)
{
    /// <summary>Its id.</summary>
    public const string Id = "yunting";

    private const string User = "demo";
    private const int Together = 32;

    /// <summary>Loads what is missing of it, if the ledger is empty or began with it.</summary>
    /// <param name="say">Hears what is being done.</param>
    /// <param name="ct">Breaks it off.</param>
    public async Task LoadAsync(Action<string> say, CancellationToken ct)
    {
        if (await reader.LastPositionAsync(ct) == 0) await RegisterAsync(ct);
        if (await RegisteredOnAsync(ct) is not { } registered) return;
        var plan = DemoPlan.For(registered);
        if (!await IsDoneAsync(plan, ct)) await LoadAsync(plan, say, ct);
        var sample = ids.Dated(plan.Sample.On, Id, "gift", plan.Sample.Key);
        say($"Try “my gift” (我的捐赠): receipt number {sample}, check code {ids.CheckCode(Id, sample)}");
    }

    private async Task LoadAsync(DemoPlan plan, Action<string> say, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        say($"Filling the empty ledger with an invented federation ({plan.Steps.Count} steps) …");
        for (var at = 0; at < plan.Steps.Count;)
        {
            // A day's gifts hurry in together; money only moves once they are there.
            var day = (plan.Steps[at] as DemoStep.Give)?.Request.OccurredOn;
            var gifts = plan.Steps.Skip(at).TakeWhile(s => s is DemoStep.Give g && g.Request.OccurredOn == day)
                .ToList();
            await Parallel.ForEachAsync(gifts, Options(ct), async (step, stop) => await RunAsync(step, stop));
            at += gifts.Count;
            if (gifts.Count == 0) await RunAsync(plan.Steps[at++], ct);
        }

        say(string.Create(CultureInfo.InvariantCulture,
            $"Filled in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s."));
    }

    private async Task RunAsync(DemoStep step, CancellationToken ct)
    {
        var context = Context(step.Key);
        var result = step switch
        {
            DemoStep.Establish s => await EstablishFund.Handle(s.Request, context, ledger, ids, ct),
            DemoStep.Give s => await ReceiveGift.Handle(s.Request, context, ledger, ids, givers, screen, register, ct),
            DemoStep.Allocate s => await AllocateMoney.Handle(s.Request, context, ledger, ids, ct),
            DemoStep.Pay s => await plans.HandleAsync(s.Request, context, ct),
            DemoStep.Reverse s => await ReversePayment.Handle(
                ids.Dated(s.Payment.On, Id, "payment", s.Payment.Key), s.Request, context, ledger, ids, ct),
            DemoStep.Refund s => await RefundGift.Handle(
                ids.Dated(s.Gift.On, Id, "gift", s.Gift.Key), s.Request, context, ledger, ids, refunds, ct),
            DemoStep.Run s => await s.Handle(context, services, ct),
            _ => throw new InvalidOperationException($"Nothing carries out {step}."),
        };
        Demand(result, step.Key);
    }

    private async Task RegisterAsync(CancellationToken ct)
    {
        var request = new RegisterFederation.Request("云汀市慈善总会（演示）", Id, "Yunting City Charity Federation (demo)",
            Region: "云汀市");
        Demand(await RegisterFederation.Handle(request, Context("demo/federation"), ledger, ids, ct),
            "demo/federation");
    }

    /// <summary>The day on which the demo began; null where the ledger began with something else.</summary>
    private async Task<DateOnly?> RegisteredOnAsync(CancellationToken ct)
    {
        var events = await reader.ReadStreamAsync(Id, Streams.Federation, ct: ct);
        return events is [{ Position: 1, Headers.User: User, Event: FederationRegistered e }, ..] ? e.OccurredOn : null;
    }

    /// <summary>The refund comes last.</summary>
    private async Task<bool> IsDoneAsync(DemoPlan plan, CancellationToken ct)
    {
        var stream = Streams.Gift(ids.Dated(plan.Mistaken.On, Id, "gift", plan.Mistaken.Key));
        return (await reader.VersionsAsync(Id, [stream], ct)).GetValueOrDefault(stream) > 1;
    }

    private static CommandContext Context(string key) => new(new Caller(Id, User), key, "demo");

    private static ParallelOptions Options(CancellationToken ct) =>
        new() { MaxDegreeOfParallelism = Together, CancellationToken = ct };

    private static void Demand(Result<Receipt> result, string key)
    {
        if (result.Refusal is { } refusal)
            throw new InvalidOperationException($"The demo's {key} was refused: {refusal.Message}");
    }
}
