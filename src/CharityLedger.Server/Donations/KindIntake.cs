using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Donations;

/// <summary>What is given otherwise than in money.</summary>
/// <param name="Fund">Named fund; general purposes where missing.</param>
/// <param name="Campaign">Campaign that restricts it.</param>
/// <param name="Donor">Who gave; anonymous where missing.</param>
/// <param name="OccurredOn">Date of receipt.</param>
public sealed record KindGift(string? Fund, string? Campaign, DonorInput? Donor, DateOnly OccurredOn)
{
    /// <summary>The contact that gave, in the place of a donor.</summary>
    public string? Contact { get; init; }

    /// <summary>Whom a service serves at once; null where what is given is kept.</summary>
    public Receiver? Served { get; init; }
}

/// <summary>Takes in what is given otherwise than in money: the donor sealed and screened, the fund and the campaign asked.</summary>
public sealed class KindIntake(Ledger ledger, Ids ids, Givers givers, Counterparties counterparties)
{
    /// <summary>Takes it in.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="gift">What of it every gift has.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="decide">Decides, of the id, the donor, the fund and today.</param>
    /// <param name="postings">What the event moves.</param>
    /// <param name="ct">Gives up.</param>
    public Task<Result<Receipt>> ReceiveAsync<TRequest, TEvent>(TRequest request, KindGift gift, CommandContext context,
        Func<string, DonorRef, FundState?, DateOnly, Result<TEvent>> decide, Func<TEvent, IReadOnlyList<PostingRequest>> postings,
        CancellationToken ct)
        where TEvent : ILedgerEvent =>
        Conflicts.RetryAsync(() => AttemptAsync(request, gift, context, decide, postings, ct));

    private async Task<Result<Receipt>> AttemptAsync<TRequest, TEvent>(TRequest request, KindGift gift, CommandContext context,
        Func<string, DonorRef, FundState?, DateOnly, Result<TEvent>> decide, Func<TEvent, IReadOnlyList<PostingRequest>> postings,
        CancellationToken ct)
        where TEvent : ILedgerEvent
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(gift.OccurredOn, tenant, "gift", context.Key);
        var (fund, unchanged) = await ledger.EnteredFundAsync(tenant, gift.Fund, ct);
        var giver = await givers.TakeAsync(tenant, id, gift.Donor, gift.Contact, anew: true, ct);
        var bound = await ledger.BindGiftAsync(tenant, gift.Campaign, null, gift.OccurredOn, ct);
        var asked = await counterparties.GiverAsync(context, giver.Refusal is null ? giver.Value.Name : null, "donor", ct);
        if (asked.Refusal is null && gift.Served is { } served)
        {
            asked = await counterparties.DealingAsync(
                asked.Context, served with { Fund = gift.Fund, Sponsors = fund?.Sponsors ?? [] }, id, gift.OccurredOn, ct);
        }

        var decision = (giver.Refusal ?? bound.Refusal) is { } refusal
            ? refusal
            : asked.Unless(decide(id, giver.Value.Donor, fund, ledger.Today));
        var result = await ledger.AppendAsync(asked.Context.Envelope(request), id, Streams.Gift(id), ExpectedVersion.NoStream, decision,
            postings, giver.Refusal is null ? giver.Value.Key : null,
            asserted: [.. bound.Asserted, .. unchanged, .. giver.Refusal is null ? giver.Value.Asserted : []], ct: ct);
        return result.Refusal is null ? result.Value with { CheckCode = ids.CheckCode(tenant, id) } : result;
    }
}
