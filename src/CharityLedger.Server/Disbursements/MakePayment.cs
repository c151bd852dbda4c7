using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Approvals;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>Pays out of a fund, of general money or of management fees (拨付).</summary>
public static class MakePayment
{
    /// <param name="AmountFen">Amount in fen: what the bank pays in one line.</param>
    /// <param name="Payee">Who receives it: an organisation, or a group of people in general words.</param>
    /// <param name="Purpose">What it is spent on (用途).</param>
    /// <param name="OccurredOn">Day on which it was paid, where one person may pay alone; not after today in Beijing, and today where
    /// missing. What others approve is booked on the bank's day, whatever is said here.</param>
    /// <param name="Fund">The fund; general money where missing.</param>
    /// <param name="Campaign">Takes money that a campaign restricts.</param>
    /// <param name="Restriction">Takes money that a donor's stated purpose restricts.</param>
    /// <param name="Project">Takes money that is set aside for a project.</param>
    /// <param name="Kind">The expense: programme, administration or fundraising.</param>
    /// <param name="ManagementFees">Takes management fees, which serve administration.</param>
    /// <param name="Account">Where the money comes from.</param>
    /// <param name="RelatedParty">The payee's id in the register of related parties.</param>
    /// <param name="Decision">The decision that allows a payment to a related party.</param>
    /// <param name="NamedAccount">Code of that account in the register; the first one of its kind where missing.</param>
    /// <param name="Parts">What of it comes from where, in the stead of the fields that say so for all of it.</param>
    /// <param name="To">The payee in the register of contacts, with its account.</param>
    /// <param name="Facts">Facts that reports need of it; the defaults of its project and fund where missing.</param>
    public sealed record Request(
        long AmountFen, string Payee, string Purpose, DateOnly? OccurredOn = null, string? Fund = null, string? Campaign = null,
        string? Restriction = null, string? Project = null, ExpenseKind Kind = ExpenseKind.Programme, bool ManagementFees = false,
        MoneyAccount Account = MoneyAccount.Bank, string? RelatedParty = null, string? Decision = null, string? NamedAccount = null,
        IReadOnlyList<Part>? Parts = null, ReportFacts? Facts = null, PaidTo? To = null) : IStatesFacts
    {
        bool IStatesFacts.IsProgramme => Parts is null ? Kind == ExpenseKind.Programme && !ManagementFees
            : Parts.Any(p => p.Kind == ExpenseKind.Programme && !p.ManagementFees);
    }

    /// <summary>A part of a payment.</summary>
    /// <param name="AmountFen">Amount in fen; the parts come to the payment's.</param>
    /// <param name="Fund">The fund; general money where missing.</param>
    /// <param name="Campaign">Takes money that a campaign restricts.</param>
    /// <param name="Restriction">Takes money that a donor's stated purpose restricts.</param>
    /// <param name="Project">Takes money that is set aside for a project.</param>
    /// <param name="Kind">The expense.</param>
    /// <param name="ManagementFees">Takes management fees, which serve administration.</param>
    public sealed record Part(
        long AmountFen, string? Fund = null, string? Campaign = null, string? Restriction = null, string? Project = null,
        ExpenseKind Kind = ExpenseKind.Programme, bool ManagementFees = false);

    /// <summary>A payment is asked for by one person and approved by another, a large one by two: then its money is reserved. The
    /// cashier pays.</summary>
    public static readonly GuardedAction<Request> Action = new("make_payment")
    {
        Executors = [Role.Cashier],
        Collection = "payments",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Parties = request => [request.Payee, request.RelatedParty],
        AmountFen = request => request.AmountFen,
        Payee = request => request.To,
        Expenses = request => request.Parts?.Select(p => p.Kind) ?? [request.Kind],
        Funds = (_, request) => request.Parts?.Select(p => p.Fund) ?? [request.Fund],
        Projects = (_, request) => request.Parts?.Select(p => p.Project) ?? [request.Project],
        Handle = (_, request, context, services, ct) => services.GetRequiredService<Payer>().HandleAsync(request, context, ct),
        Pays = request => new PaymentWords(request.Payee, request.Purpose, request.Account, request.NamedAccount),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/payments", Http).AsCommand(Role.Clerk, Role.Accountant)
        .WithName("MakePayment").WithTags("disbursements").WithSummary("Pay out of a fund (拨付)");

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);
}
