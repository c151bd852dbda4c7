using CharityLedger.Domain.Contacts;
using CharityLedger.Domain.Donors;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>
/// Proposes which gifts may be one donor's (疑似同一捐赠人). Nothing is kept of it: it is worked out when asked for, over a page of gifts,
/// and nothing comes of it unless somebody links them.
/// </summary>
public static class ProposeContacts
{
    private const int Usual = 2_000, Most = 5_000;

    /// <param name="Name">The name that they have.</param>
    /// <param name="Phone">The phone that they have; null where the name alone is the same, which says less.</param>
    /// <param name="Contact">The contact that has that name with that phone; null where none does.</param>
    /// <param name="Namesakes">Contacts of that name, where no phone tells more; the first ten.</param>
    /// <param name="Gifts">The gifts.</param>
    /// <param name="AmountFen">Their sum, in fen.</param>
    public sealed record Proposal(
        string Name, string? Phone, string? Contact, IReadOnlyList<string> Namesakes, IReadOnlyList<string> Gifts, long AmountFen);

    /// <param name="Proposals">What belongs together, the most gifts first.</param>
    /// <param name="Looked">How many gifts were looked at.</param>
    /// <param name="Next">Pass as <c>before</c> to look at earlier gifts; null where there are none.</param>
    public sealed record Page(IReadOnlyList<Proposal> Proposals, int Looked, long? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/contacts/proposals", Propose).AsRead()
        .WithName("ProposeContacts").WithTags("contacts").WithSummary("Which gifts may be one donor's (疑似同一捐赠人)");

    private static async Task<Ok<Page>> Propose(long? before, int? limit, CommandContext context, LooseGifts gifts, ContactFinder finder,
        ContactReading reading, CancellationToken ct)
    {
        var (tenant, size) = (context.Caller.Federation, Math.Clamp(limit ?? Usual, 1, Most));
        var rows = await gifts.LatestAsync(tenant, before, size + 1, ct);
        var opened = await gifts.OpenAsync(tenant, [.. rows.Take(size)], ct);
        var groups = ContactProposals.Of(opened.Select(o => o.Said));
        var identifiers = groups.Where(g => g.Phone is not null)
            .ToDictionary(g => g, g => finder.Identifiers(tenant, g.Name, [g.Phone!], null)[0]);
        var holders = await finder.HoldersAsync(tenant, [.. identifiers.Values.Distinct()], ct);
        var masked = await reading.IsMaskedAsync(context.Caller, ct);
        var proposals = new List<Proposal>();
        foreach (var group in groups)
        {
            var contact = identifiers.TryGetValue(group, out var identifier) ? holders.GetValueOrDefault(identifier) : null;
            var namesakes = group.Phone is not null ? []
                : (await finder.ByNameAsync(tenant, group.Name, "", 10, ct)).Where(f => f.IsExact).Select(f => f.Contact).ToList();
            if (group.Gifts.Count == 1 && contact is null && namesakes.Count == 0) continue;
            proposals.Add(new Proposal(masked ? DonorName.Mask(group.Name) : group.Name,
                group.Phone is null ? null : masked ? DonorName.MaskPhone(group.Phone) : group.Phone, contact, namesakes,
                [.. group.Gifts.Select(g => g.Gift)], group.Gifts.Sum(g => g.AmountFen)));
        }

        return TypedResults.Ok(new Page([.. proposals.OrderByDescending(p => p.Gifts.Count).ThenBy(p => p.Gifts[0], StringComparer.Ordinal)],
            Math.Min(rows.Count, size), rows.Count > size ? rows[size - 1].Position : null));
    }
}
