using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Gifts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Pages;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>
/// The gifts that were received (捐赠明细), in money and in kind. A donor's name is shown here as the public reads it: in full,
/// masked or not at all, as the donor chose.
/// </summary>
public static class ListGifts
{
    private const int Usual = 100, Most = 1_000;

    /// <param name="Gift">Id and receipt number.</param>
    /// <param name="Position">Its place in the log.</param>
    /// <param name="OccurredOn">Date of receipt.</param>
    /// <param name="AmountFen">Amount or value as received, in fen.</param>
    /// <param name="RefundedFen">What of it went back, in fen.</param>
    /// <param name="Channel">How it came: a channel, <c>goods</c>, <c>equity</c> or <c>service</c>.</param>
    /// <param name="DonorKind">Person, organisation or anonymous.</param>
    /// <param name="Naming">What of the name may be shown.</param>
    /// <param name="Donor">The name as it may be shown; null where none may.</param>
    /// <param name="Fund">Fund; null for general money.</param>
    /// <param name="Campaign">Campaign that binds it.</param>
    /// <param name="Purpose">Purpose that binds it.</param>
    public sealed record Shown(
        string Gift, long Position, DateOnly OccurredOn, long AmountFen, long RefundedFen, string Channel, DonorKind DonorKind,
        DonorNaming Naming, string? Donor, string? Fund, string? Campaign, string? Purpose);

    /// <param name="Rows">The gifts, newest first.</param>
    /// <param name="Next">Pass as <c>before</c> for the next page; null on the last.</param>
    public sealed record Page(IReadOnlyList<Shown> Rows, long? Next);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/gifts", List).AsRead()
            .WithName("ListGifts").WithTags("donations").WithSummary("A page of gifts, newest first (捐赠明细)");
        api.MapGet("/gifts/{gift}", Show).AsRead()
            .WithName("ShowGift").WithTags("donations").WithSummary("A gift (一笔捐赠)");
    }

    private static async Task<Results<Ok<Page>, ProblemHttpResult>> List(
        string? fund, long? before, int? limit, CommandContext context, GiftListQuery gifts, DonorNames names, CancellationToken ct)
    {
        if (fund is not null && !Ledger.IsName(fund)) return Problems.Of(new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund"));
        var size = Math.Clamp(limit ?? Usual, 1, Most);
        var tenant = context.Caller.Federation;
        // One more tells whether there is a next page.
        var rows = await gifts.GiftsAsync(
            tenant, fund, before is null ? null : new PageStart(before.Value), new PageSize(size + 1), ct);
        var shown = await ShownAsync(tenant, [.. rows.Take(size)], names, ct);
        return TypedResults.Ok(new Page(shown, rows.Count > size ? shown[^1].Position : null));
    }

    private static async Task<Results<Ok<Shown>, ProblemHttpResult>> Show(
        string gift, CommandContext context, GiftListQuery gifts, DonorNames names, CancellationToken ct) =>
        Ledger.IsName(gift) && await gifts.GiftAsync(context.Caller.Federation, gift, ct) is { } row
            ? TypedResults.Ok((await ShownAsync(context.Caller.Federation, [row], names, ct))[0])
            : Problems.Of(new Refusal(RefusalCode.GiftUnknown, "There is no such gift.", "gift"));

    private static async Task<IReadOnlyList<Shown>> ShownAsync(
        string tenant, IReadOnlyList<GiftRow> rows, DonorNames names, CancellationToken ct)
    {
        var donors = await names.OfAsync(tenant, rows, "", ct);
        return
        [
            .. rows.Select(r => new Shown(r.Gift, r.Position, r.OccurredOn, r.AmountFen, r.RefundedFen, r.Channel, r.DonorKind, r.Naming,
                donors[r.Gift] is { Length: > 0 } name ? name : null, r.Fund, r.Campaign, r.Purpose)),
        ];
    }
}
