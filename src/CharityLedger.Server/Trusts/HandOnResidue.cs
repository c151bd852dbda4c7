using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Funds;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Hands the residue of an ended trust on to a similar purpose (剩余财产近似目的).</summary>
public static class HandOnResidue
{
    /// <param name="Approval">Number of civil affairs' approval.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="ToTrust">A similar trust.</param>
    /// <param name="ToFund">Or a fund; general money bound to the purpose where missing.</param>
    /// <param name="Purpose">Purpose that binds it, where it goes to no trust.</param>
    public sealed record Request(
        string Approval, long AmountFen, DateOnly OccurredOn, string? ToTrust = null, string? ToFund = null, string? Purpose = null);

    /// <summary>A move between account sets: as any between accounts.</summary>
    public static readonly GuardedAction<Request> Action = new("hand_on_residue")
    {
        Executors = [Role.Cashier],
        Collection = "trusts/residues",
        Approvals = (request, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalTransfer, today, policy),
        Concerns = (_, request) => request switch
        {
            { ToTrust: { } trust } => new Concerned(Streams.Trust(trust), TrustParties.Holders),
            { ToFund: { } fund } => new Concerned(Streams.Fund(fund),
                events => events.Aggregate((FundState?)null, Fund.Evolve) is { } entered
                    ? entered.Versions.All.Select(v => v.Value.Name).Concat(entered.Sponsors).Prepend(entered.Id).Distinct() : []),
            _ => null,
        },
        AmountFen = request => request.AmountFen,
        Pays = request => new PaymentWords(request.ToTrust ?? request.ToFund ?? "", "移交信托剩余财产"),
        Handle = (trust, request, context, services, ct) => Handle(trust!, request, context, services, ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/trusts/{trust}/residues", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("HandOnResidue").WithTags("trusts").WithSummary("Hand on the residue of a trust (剩余财产近似目的)");

    private static async Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var (tenant, ledger) = (context.Caller.Federation, services.GetRequiredService<Ledger>());
        var receiver = r.ToTrust is null
            ? null
            : (await ledger.LoadAsync<TrustState>(tenant, Streams.Trust(r.ToTrust), Trust.Evolve, ct)).State;
        var (fund, unchanged) = await ledger.EnteredFundAsync(tenant, r.ToFund, ct);
        // A fund that ended since the bank got it takes no more: then it is general money, bound as it was by the trust.
        var entered = context.IsPaid && fund is { IsClosed: true } ? null : r.ToFund;
        var purpose = entered == r.ToFund ? r.Purpose : r.Purpose ?? trust;
        var to = r.ToTrust is null
            ? GiftBucket.Of(entered, entered is null ? null : fund, r.OccurredOn, null, Restriction.Of(purpose))
            : Bucket.OfTrust(r.ToTrust);
        var asserting = context with { Also = [.. context.Also, .. unchanged] };
        return await services.GetRequiredService<Steps>().TakeAsync<TrustState, Request, TrustResidueTransferred>(Streams.Trust(trust),
            Trust.Evolve, trust, "residue", r, r.OccurredOn, asserting, (id, state, today) => Refuse(r, receiver, fund, context.IsPaid) is { } refusal
                ? refusal
                : TrustMoney.HandOn(state, new TrustResidueTransferred(trust, id, to, r.Approval, r.AmountFen, r.OccurredOn),
                    receiver, today, context.Paying),
            (e, _) => Steps.Move(Bucket.OfTrust(e.Trust), e.To, e.AmountFen), ct);
    }

    private static Refusal? Refuse(Request r, TrustState? receiver, FundState? fund, bool isPaid)
    {
        if (r.ToTrust is not null && receiver is null) return new Refusal(RefusalCode.TrustUnknown, "There is no such trust.", "toTrust");
        if (r.ToFund is not null && fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "toFund");
        if (fund is { IsClosed: true } && !isPaid) return Fund.Closed("toFund");
        // What the trust's purpose bound stays bound.
        return r.ToTrust is null && r.ToFund is null ? Check.Text(r.Purpose, "purpose", 100) : Restriction.Check(r.Purpose, "purpose");
    }


    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, trust, request, context, ct);
}
