using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Alliances;
using CharityLedger.EventStore;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Alliances;

/// <summary>
/// Confirms that another federation's money arrived (联盟拨入到账确认). It is expected from the day on which the sender's bank paid it, and
/// lies in an account from the day on which the bank here took it in.
/// </summary>
public static class ConfirmMoney
{
    /// <param name="ArrivedOn">Day on which the bank took it in; not before the sender's paid it, nor after today in Beijing.</param>
    /// <param name="Reference">The bank's reference of the line (流水号).</param>
    /// <param name="Account">Where it came in.</param>
    /// <param name="NamedAccount">Code of that account in the register; the first one of its kind where missing.</param>
    public sealed record Request(
        DateOnly ArrivedOn, string? Reference = null, MoneyAccount Account = MoneyAccount.Bank, string? NamedAccount = null);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/alliance-transfers/{transfer}/confirmation", Http).AsCommand(Role.Cashier, Role.Accountant)
        .WithName("ConfirmAllianceMoney").WithTags("alliances").WithSummary("Confirm that another federation's money arrived (联盟拨入到账确认)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(string transfer, Request request, CommandContext context,
        Ledger ledger, MoneyRegister register, PaymentOrders payments, CancellationToken ct)
    {
        var (tenant, stream) = (context.Caller.Federation, Streams.AllianceTransfer(transfer));
        return (await Conflicts.BookAsync(() => Conflicts.RetryAsync(AttemptAsync))).ToHttp("alliance-transfers");

        async Task<Result<Receipt>> AttemptAsync()
        {
            var (state, version, _) = await ledger.LoadAsync<AllianceMoneyState>(tenant, stream, AllianceMoney.Evolve, ct);
            // Never before it is booked that it is expected.
            var booked = await payments.BookedOnAsync(tenant, request.ArrivedOn, ct, notBefore: state?.Received.OccurredOn);
            var decision = AllianceMoney.Confirm(state, new AllianceMoneyConfirmed(
                transfer, request.Account, request.NamedAccount, request.ArrivedOn, request.Reference, booked), ledger.Today);
            IReadOnlyList<StreamWrite> beside = [];
            if (decision.Refusal is null)
            {
                var account = await register.FitAsync(
                    tenant, request.ArrivedOn, ct, (request.NamedAccount, request.Account, "namedAccount"));
                var line = await payments.TakeLineAsync(tenant, request.NamedAccount, request.Account, Bucket.MainBook,
                    new Clearing(request.ArrivedOn, request.Reference), transfer, ct);
                if ((account.Refusal ?? line.Refusal) is { } unfit) decision = unfit;
                else beside = [.. account.Value, .. line.Value];
            }

            return await ledger.AppendAsync(context.Envelope(request, transfer), transfer, stream, new ExpectedVersion(version), decision,
                _ => [], asserted: beside, ct: ct);
        }
    }
}
