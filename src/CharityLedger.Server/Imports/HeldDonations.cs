using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Imports;

/// <summary>Rows of donation lists that look like known gifts and wait for the accountant (待确认行).</summary>
public static class HeldDonations
{
    private const int PageSize = 500;

    /// <param name="Id">Id of the held row.</param>
    /// <param name="Known">The gift it looks like.</param>
    /// <param name="List">SHA-256 of the list.</param>
    /// <param name="Sheet">The sheet it stands in.</param>
    /// <param name="Row">Its row in that sheet.</param>
    /// <param name="Date">Date in the row.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Donor">Name in the row; null where none was stated, or its key was destroyed.</param>
    /// <param name="Note">Remark in the row.</param>
    public sealed record Held(string Id, string Known, string List, string? Sheet, int Row, DateOnly Date, long AmountFen, string? Donor, string? Note);

    /// <param name="Rows">The rows.</param>
    /// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
    public sealed record Page(IReadOnlyList<Held> Rows, string? Next);

    /// <param name="Decision">The same gift, or another.</param>
    public sealed record Request(HeldDecision Decision);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/imports/held", List).AsRead()
            .WithName("ListHeldDonations").WithTags("imports").WithSummary("Rows that wait for the accountant (待确认行)");
        api.MapPost("/imports/held/{held}/decision", Http).AsCommand(Role.Clerk)
            .WithName("DecideHeldDonation").WithTags("imports").WithSummary("Say whether a held row is the same gift or another");
    }

    /// <param name="Log">The log.</param>
    /// <param name="Vault">Opens the row's name.</param>
    /// <param name="Screen">Screens it.</param>
    public sealed record Reading(EventReader Log, DonorVault Vault, NameScreen Screen);

    /// <summary>Decides a held row; the receipt names the gift that it is. A further gift is screened as any other.</summary>
    public static async Task<Result<Receipt>> Decide(
        string held, Request request, CommandContext context, Ledger ledger, Ids ids, Reading reading, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var stream = Streams.Held(held);
        var events = await reading.Log.ReadStreamAsync(tenant, stream, ct: ct);
        if (events.Count == 0) return new Refusal(RefusalCode.HeldUnknown, "There is no such held row.", "held");
        var row = (DonationHeld)events[0].Event;
        var envelope = context.Envelope(request, held);
        if (events.Count > 1)
        {
            return await ledger.EarlierAsync(envelope, ((HeldDonationDecided)events[1].Event).Gift, ct) is { } earlier
                ? earlier with { HeldBy = await Holds.HeldByAsync(ledger, tenant, earlier, null, ct) }
                : new Refusal(RefusalCode.HeldDecided, "This row was decided already.", "held");
        }

        var gift = request.Decision == HeldDecision.Same
            ? row.Known
            : ListIds.Another(ids, tenant, row.DatedOn, row.Row);
        var exists = (await reading.Log.VersionsAsync(tenant, [Streams.Gift(gift), Streams.Hold(gift)], ct)).Count > 0;
        var decided = new HeldDonationDecided(held, request.Decision, gift, ledger.Today);
        GiftHeldForScreening? hold = null;
        var writes = new List<StreamWrite> { new(stream, new ExpectedVersion(1), [NewEvent.Of(decided)]) };
        // An import that was told to take known rows as gifts may have received this one already.
        if (!exists)
        {
            var (fund, unchanged) = await ledger.EnteredFundAsync(tenant, row.Fund, ct);
            var received = Gift.Receive(new IncomingGift(gift, row.Fund, null, row.Purpose, row.AmountFen, "list", row.Donor,
                row.Row, row.DatedOn), fund, ledger.Today);
            if (received.Refusal is { } refusal) return refusal;
            var name = (await reading.Vault.OpenAsync(tenant, row.Donor, ct))?.Name;
            var screen = await reading.Screen.OfAsync(tenant, ct);
            hold = screen.Hold(received.Value, name);
            writes.AddRange([.. screen.Asserted, .. unchanged]);
            writes.Add(hold is null
                ? new StreamWrite(Streams.Gift(gift), ExpectedVersion.NoStream,
                    [NewEvent.Of(received.Value, ReceiveGift.Inflows(received.Value))])
                : new StreamWrite(Streams.Hold(gift), ExpectedVersion.NoStream, [NewEvent.Of(hold)]));
        }

        var result = await ledger.AppendAsync(envelope, gift, writes, [], [], ct);
        if (result.Refusal is not null) return result;
        return result.Value with { HeldBy = await Holds.HeldByAsync(ledger, tenant, result.Value, hold, ct) };
    }

    private static async Task<Results<Ok<Page>, ProblemHttpResult>> List(
        string? after, CommandContext context, EventReader reader, DonorVault vault, CancellationToken ct)
    {
        if (after is not null && !Ledger.IsName(after))
            return Problems.Of(new Refusal(RefusalCode.MalformedRequest, "after is no id of a held row.", "after"));
        var tenant = context.Caller.Federation;
        var last = string.IsNullOrEmpty(after) ? "" : Streams.Held(after);
        var events = await reader.ReadFirstAtVersionAsync(tenant, "held", 1, last, PageSize, ct);
        var rows = events.Select(e => (DonationHeld)e.Event).ToList();
        var details = await vault.OpenAsync(tenant,
            [.. rows.Where(r => r.Donor.Sealed is not null).Select(r => (r.Donor.Id, Convert.FromBase64String(r.Donor.Sealed!)))], ct);
        var held = rows.Select(r => new Held(r.Held, r.Known, r.Row.List, r.Row.Sheet, r.Row.Row, r.DatedOn, r.AmountFen,
            details.GetValueOrDefault(r.Donor.Id)?.Name, details.GetValueOrDefault(r.Donor.Id)?.Note)).ToList();
        return TypedResults.Ok(new Page(held, held.Count == PageSize ? held[^1].Id : null));
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string held, Request request, CommandContext context, Ledger ledger, Ids ids, Reading reading, CancellationToken ct) =>
        (await Conflicts.RetryAsync(() => Decide(held, request, context, ledger, ids, reading, ct))).ToHttp("gifts");
}
