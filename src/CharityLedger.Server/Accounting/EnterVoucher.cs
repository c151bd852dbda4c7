using System.Text.Json.Serialization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Accounting;

/// <summary>Enters a voucher that no other business makes (手工凭证), and reverses it by a red copy (红字冲销).</summary>
public static class EnterVoucher
{
    /// <summary>A line of the voucher.</summary>
    /// <param name="Account">What the account is for; the chart of the voucher's day gives the code.</param>
    /// <param name="Bucket">Whose books it concerns: general money, management fees, a fund or a trust.</param>
    /// <param name="DebitFen">Debit in fen; negative in red.</param>
    /// <param name="CreditFen">Credit in fen; negative in red.</param>
    public sealed record EnteredLine(
        [property: JsonConverter(typeof(AccountRoleJson))] AccountRole Account, string Bucket, long DebitFen,
        long CreditFen);

    /// <param name="Summary">Summary (摘要).</param>
    /// <param name="Lines">Lines; debits equal credits within each bucket. In red: negative amounts.</param>
    /// <param name="OccurredOn">Date of the voucher; not after today in Beijing.</param>
    /// <param name="Supplements">What it supplements or corrects.</param>
    public sealed record Request(
        string Summary, IReadOnlyList<EnteredLine> Lines, DateOnly OccurredOn, string? Supplements = null);

    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Date of the red voucher; not after today in Beijing.</param>
    public sealed record Reversal(string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/books/vouchers", Enter).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("EnterVoucher").WithTags("books").WithSummary("Enter a voucher that moves no money (手工凭证)");
        api.MapPost("/books/vouchers/{voucher}/reversal", Reverse).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("ReverseVoucher").WithTags("books").WithSummary("Reverse an entered voucher in red (红字冲销)");
    }

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, EventReader reader, Users users, CancellationToken ct)
    {
        if (request.Lines.Any(l => l is null))
            return new Refusal(RefusalCode.MalformedRequest, "A line of a voucher is missing.", "lines");
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "voucher", context.Key);
        var pots = request.Lines.Select(l => l.Bucket).Distinct().ToDictionary(b => b, PotOf);
        var unknown = await UnknownAsync(tenant, pots, reader, ct);
        var lines = request.Lines.Select(l => new VoucherLine(
            l.Account, pots[l.Bucket].GetValueOrDefault(), l.DebitFen, l.CreditFen)).ToList();
        var wanted = new VoucherEntered(id, request.Summary, lines, request.Supplements, request.OccurredOn);
        var decision = Voucher.Enter(wanted, unknown, ledger.Today);
        if (decision.Refusal is null && VoucherReview.CheckEntering(
            lines, context.Caller.User, await users.OfAsync(tenant, ct), ledger.Today) is { } barred) decision = barred;
        return await ledger.AppendAsync(
            context.Envelope(request), id, Streams.Voucher(id), ExpectedVersion.NoStream, decision, _ => [], ct: ct);
    }

    public static async Task<Result<Receipt>> Handle(
        string voucher, Reversal request, CommandContext context, Ledger ledger, Ids ids, Users users, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "voucher-reversal", context.Key);
        var (state, version, events) =
            await ledger.LoadAsync<VoucherState>(tenant, Streams.Voucher(voucher), Voucher.Evolve, ct);
        var decision = Voucher.Reverse(
            state, new VoucherReversed(voucher, id, request.Reason, request.OccurredOn), ledger.Today);
        var lines = events.Select(e => e.Event).OfType<VoucherEntered>().SelectMany(e => e.Lines);
        if (decision.Refusal is null && VoucherReview.CheckEntering(
            lines, context.Caller.User, await users.OfAsync(tenant, ct), ledger.Today) is { } barred) decision = barred;
        return await ledger.AppendAsync(context.Envelope(request, voucher), id, Streams.Voucher(voucher),
            new ExpectedVersion(version), decision, _ => [], ct: ct);
    }

    /// <summary>The first bucket that isn't general money, management fees, or that of a fund or trust of this
    /// federation.</summary>
    private static async Task<string?> UnknownAsync(
        string tenant, IReadOnlyDictionary<string, Bucket?> pots, EventReader reader, CancellationToken ct)
    {
        var streams = pots.Values.OfType<Bucket>().Select(StreamOf).OfType<string>().ToList();
        var known = await reader.VersionsAsync(tenant, streams, ct);
        return pots.FirstOrDefault(p =>
            p.Value is not { } pot || (StreamOf(pot) is { } stream && !known.ContainsKey(stream))).Key;
    }

    /// <summary>The pot that a caller names; null where a voucher can't be about it.</summary>
    private static Bucket? PotOf(string text) =>
        Ledger.IsName(text) && text.Length <= 300 && Bucket.TryParse(text, out var bucket)
        && bucket == bucket.WithoutRestriction && (bucket.IsOwn || bucket.Trust is not null)
            ? bucket
            : null;

    /// <summary>The stream of the fund or trust that a pot belongs to; null where it is the federation's.</summary>
    private static string? StreamOf(Bucket pot) =>
        pot.Fund is { } fund ? Streams.Fund(fund) : pot.Trust is { } trust ? Streams.Trust(trust) : null;

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Enter(
        Request request, CommandContext context, Ledger ledger, Ids ids, EventReader reader, Users users, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, reader, users, ct)).ToHttp("books/vouchers");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Reverse(
        string voucher, Reversal request, CommandContext context, Ledger ledger, Ids ids, Users users, CancellationToken ct) =>
        (await Handle(voucher, request, context, ledger, ids, users, ct)).ToHttp($"books/vouchers/{voucher}/reversal");
}
