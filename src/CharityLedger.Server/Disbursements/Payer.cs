using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Disbursements;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Contacts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Disbursements;

/// <summary>Makes payments: decides on fund, project, account and lists as they stand, which the command asserts.</summary>
public sealed class Payer(Ledger ledger, Ids ids, Counterparties counterparties, MoneyRegister register, Payees payees)
{
    /// <summary>Pays; decides anew where what it was decided on changes meanwhile.</summary>
    public Task<Result<Receipt>> HandleAsync(MakePayment.Request request, CommandContext context, CancellationToken ct) =>
        Conflicts.RetryAsync(() => PayAsync(request, request.OccurredOn ?? ledger.Today, context, request, ct));

    /// <summary>Id of the payment that a command makes.</summary>
    internal string IdOf(CommandContext context, DateOnly day) => ids.Dated(day, context.Caller.Federation, "payment", context.Key);

    /// <summary>Pays, once: a conflict is the caller's to decide on anew.</summary>
    /// <param name="request">The payment.</param>
    /// <param name="day">Day on which it is booked.</param>
    /// <param name="context">The command.</param>
    /// <param name="input">What the caller asked, which may be another request.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task<Result<Receipt>> PayAsync(
        MakePayment.Request request, DateOnly day, CommandContext context, object input, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = IdOf(context, day);
        var asserting = context;
        // What the bank has paid goes to whom it went, whatever became of the contact.
        Result<NamedPayee>? payee = null;
        if (request.To is { } named && !context.IsPaid) payee = await payees.OfAsync(tenant, named, null, ct);
        var parts = PartsOf(request);
        var account = await register.FitAsync(tenant, day, ct, (request.NamedAccount, request.Account, "namedAccount"));
        var refusal = (request.Parts is null ? null : Payment.CheckParts(request.AmountFen, [.. parts.Select(p => p.AmountFen)]))
            ?? account.Refusal ?? payee?.Refusal;
        Refusal? barred = null;
        var types = new List<FundType?>();
        var (writes, asserted) = (new List<StreamWrite>(), new Dictionary<string, StreamWrite>(StringComparer.Ordinal));
        for (var i = 0; i < parts.Count && refusal is null; i++)
        {
            var part = parts[i];
            var (fund, unchanged) = await ledger.RecallFundAsync(tenant, part.Fund, anew: true, ct);
            var project = await ledger.BindPaymentAsync(tenant, part.Project, ct);
            var paid = i == 0 ? id : FormattableString.Invariant($"{id}-{i + 1}");
            var terms = new PaymentTermsStated(
                paid, part.Kind, request.Account, request.RelatedParty, request.Decision, day, request.NamedAccount);
            refusal = CheckPot(part) ?? Restriction.Check(part.Campaign, "campaign") ?? Restriction.Check(part.Restriction, "restriction")
                ?? project.Refusal;
            if (refusal is not null) break;
            var made = new PaymentMade(paid, BucketOf(part), part.Fund, part.AmountFen, request.Payee, request.Purpose, day);
            refusal = Payment.Pay(made, terms, fund is not null, ledger.Today).Refusal;
            var receiver = await counterparties.ReceiverAsync(
                asserting, new Receiver(request.Payee, "payee", request.RelatedParty, request.Decision)
                {
                    Fund = part.Fund, Sponsors = fund?.Sponsors ?? [], Names = payee?.Value.Names ?? [],
                }, ct);
            (asserting, barred) = (receiver.Context, barred ?? receiver.Refusal);
            types.Add(fund?.Type);
            writes.Add(Paying(made, terms));
            foreach (var write in unchanged.Concat(project.Asserted)) asserted[write.Stream] = write;
        }

        var envelope = asserting.Envelope(input);
        if ((refusal ?? barred) is { } wrong) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)wrong;
        foreach (var write in account.Value) asserted[write.Stream] = write;
        if (request.To is { } to)
        {
            asserted[Streams.Contact(to.Contact)] = new StreamWrite(Streams.Contact(to.Contact),
                payee is { } found ? new ExpectedVersion(found.Value.Loaded.Version) : ExpectedVersion.Any,
                [NewEvent.Of(new ContactPaid(to.Contact, id, context.Paying.Request, to.Account, request.AmountFen, day))]);
        }

        return types.Aggregate(await ledger.AppendAsync(envelope, id, [.. writes, .. asserted.Values], [], [], ct), Fund.Locked);
    }

    /// <summary>What makes a payment in a stream of its own.</summary>
    internal static StreamWrite Paying(PaymentMade paid, PaymentTermsStated terms)
    {
        var made = NewEvent.Of(paid, new PostingRequest.Outflow(paid.Bucket, paid.AmountFen));
        return new StreamWrite(Streams.Payment(paid.Payment), ExpectedVersion.NoStream, IsPlain(terms) ? [made] : [NewEvent.Of(terms), made]);
    }

    /// <summary>A payment that says nothing of itself is programme expense from the bank.</summary>
    private static bool IsPlain(PaymentTermsStated terms) => terms is
    {
        Kind: ExpenseKind.Programme, Account: MoneyAccount.Bank, RelatedParty: null, Decision: null, NamedAccount: null,
    };

    private static IReadOnlyList<MakePayment.Part> PartsOf(MakePayment.Request r) => r.Parts
        ?? [new MakePayment.Part(r.AmountFen, r.Fund, r.Campaign, r.Restriction, r.Project, r.Kind, r.ManagementFees)];

    private static Bucket BucketOf(MakePayment.Part part) => part.ManagementFees
        ? Bucket.Management
        : Bucket.Of(part.Fund, Restriction.Of(part.Campaign), Restriction.Of(part.Restriction), part.Project);

    private static Refusal? CheckPot(MakePayment.Part part) =>
        part.ManagementFees && (part.Fund ?? part.Campaign ?? part.Restriction ?? part.Project) is not null
            ? new Refusal(RefusalCode.ExpenseKindInvalid, "Management fees belong to no fund, campaign or purpose.", "managementFees")
            : null;
}
