using CharityLedger.Contracts;
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
    /// <param name="Summary">Summary (摘要).</param>
    /// <param name="Lines">Lines; debits equal credits within each bucket. In red: negative amounts.</param>
    /// <param name="OccurredOn">Date of the voucher; not after today in Beijing.</param>
    /// <param name="Supplements">What it supplements or corrects.</param>
    public sealed record Request(
        string Summary, IReadOnlyList<VoucherLine> Lines, DateOnly OccurredOn, string? Supplements = null);

    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Date of the red voucher; not after today in Beijing.</param>
    public sealed record Reversal(string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/books/vouchers", Enter).AsCommand(Role.Clerk, Role.Treasurer)
            .WithName("EnterVoucher").WithTags("books").WithSummary("Enter a voucher that moves no money (手工凭证)");
        api.MapPost("/books/vouchers/{voucher}/reversal", Reverse).AsCommand(Role.Clerk, Role.Treasurer)
            .WithName("ReverseVoucher").WithTags("books").WithSummary("Reverse an entered voucher in red (红字冲销)");
    }

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, EventReader reader, CancellationToken ct)
    {
        if (request.Lines.Any(l => l is null))
            return new Refusal(RefusalCode.MalformedRequest, "A line of a voucher is missing.", "lines");
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "voucher", context.Key);
        var unknown = await UnknownAsync(tenant, request.Lines, reader, ct);
        var decision = Voucher.Enter(
            new VoucherEntered(id, request.Summary, request.Lines, request.Supplements, request.OccurredOn), unknown, ledger.Today);
        return await ledger.AppendAsync(
            context.Envelope(request), id, Streams.Voucher(id), ExpectedVersion.NoStream, decision, _ => [], ct: ct);
    }

    public static async Task<Result<Receipt>> Handle(
        string voucher, Reversal request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "voucher-reversal", context.Key);
        var (state, version, _) =
            await ledger.LoadAsync<VoucherState>(tenant, Streams.Voucher(voucher), Voucher.Evolve, ct);
        var decision = Voucher.Reverse(
            state, new VoucherReversed(voucher, id, request.Reason, request.OccurredOn), ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request, voucher), id, Streams.Voucher(voucher),
            new ExpectedVersion(version), decision, _ => [], ct: ct);
    }

    /// <summary>The first bucket that isn't general money, management fees, or that of a fund or trust of this
    /// federation.</summary>
    private static async Task<string?> UnknownAsync(
        string tenant, IReadOnlyList<VoucherLine> lines, EventReader reader, CancellationToken ct)
    {
        var owners = lines.Select(l => l.Bucket).Distinct().ToDictionary(b => b, OwnerOf);
        var streams = owners.Values.OfType<string>().Where(s => s.Length > 0 && Ledger.IsName(s)).Distinct().ToList();
        var known = await reader.VersionsAsync(tenant, streams, ct);
        return owners.FirstOrDefault(o => o.Value is { } stream && !known.ContainsKey(stream)).Key;
    }

    /// <summary>The stream of the fund or trust that a bucket belongs to; null where it belongs to the federation, empty where
    /// its id says nothing.</summary>
    private static string? OwnerOf(string bucket)
    {
        if (!Ledger.IsName(bucket) || bucket.Length > 300) return "";
        var pot = Buckets.WithoutRestriction(bucket);
        if (pot != bucket) return "";
        if (pot is Buckets.General or Buckets.Management) return null;
        var slash = pot.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : pot[..slash] switch
        {
            "fund" => Streams.Fund(pot[(slash + 1)..]),
            "trust" => Streams.Trust(pot[(slash + 1)..]),
            _ => "",
        };
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Enter(
        Request request, CommandContext context, Ledger ledger, Ids ids, EventReader reader, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, reader, ct)).ToHttp("books/vouchers");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Reverse(
        string voucher, Reversal request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Handle(voucher, request, context, ledger, ids, ct)).ToHttp($"books/vouchers/{voucher}/reversal");
}
