using System.Globalization;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Gifts;

namespace CharityLedger.Server.Pages;

/// <summary>A gift as the public reads it.</summary>
public sealed record GiftLine(GiftRow Gift, string Donor);

/// <summary>A page of a list, newest first.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Older">Where the next page begins; null on the last.</param>
/// <param name="IsFirst">Whether this is the newest page.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Lines, string? Older, bool IsFirst);

/// <summary>Reads pages of the public lists by key, so that no page depends on how long the list has become.</summary>
public sealed class PublicLists(GiftListQuery lists, DonorNames names)
{
    /// <summary>Gifts with the names that may be shown.</summary>
    public async Task<ListPage<GiftLine>> GiftsAsync(
        Site site, string? fund, string? before, PageSize size, CancellationToken ct)
    {
        var tenant = site.Federation!.Tenant;
        var rows = await lists.GiftsAsync(tenant, fund, Start(before), new PageSize(size.Rows + 1), ct);
        var page = Page(rows, size, before, r => r.Position);
        var shown = await names.OfAsync(tenant, page.Lines, site.T["donor.nobody"], ct);
        return new([.. page.Lines.Select(r => new GiftLine(r, shown[r.Gift]))], page.Older, page.IsFirst);
    }

    /// <summary>Payments of a fund.</summary>
    public async Task<ListPage<PaymentRow>> PaymentsAsync(
        string tenant, string? fund, string? before, PageSize size, CancellationToken ct) =>
        Page(await lists.PaymentsAsync(tenant, fund, Start(before), new PageSize(size.Rows + 1), ct), size, before, r => r.Position);

    /// <summary>What is no position begins at the newest.</summary>
    private static PageStart? Start(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? new PageStart(position) : null;

    private static ListPage<T> Page<T>(IReadOnlyList<T> rows, PageSize size, string? before, Func<T, long> position) => new(
        [.. rows.Take(size.Rows)],
        rows.Count > size.Rows ? position(rows[size.Rows - 1]).ToString(CultureInfo.InvariantCulture) : null,
        Start(before) is null);
}
