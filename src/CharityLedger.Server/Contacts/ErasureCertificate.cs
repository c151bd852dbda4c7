using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.Domain.Papers;
using CharityLedger.EventStore;
using CharityLedger.Projections.Contacts;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>Says of a contact that was erased what was destroyed and what remains, for a person to redact (删除证明).</summary>
public static class ErasureCertificate
{
    /// <param name="Contact">Id of the contact.</param>
    /// <param name="ErasedAt">When its keys were destroyed.</param>
    /// <param name="Position">Place of that in the log.</param>
    /// <param name="Ground">Why.</param>
    /// <param name="Reason">In words.</param>
    /// <param name="By">Who carried it out.</param>
    /// <param name="Request">The request for it, where others approved it.</param>
    /// <param name="ApprovedBy">Who approved it.</param>
    /// <param name="GiftsWithoutName">How many gifts lost their name; their amounts and traces stay.</param>
    /// <param name="Mentions">How many events hold what was known of it in clear.</param>
    /// <param name="Remains">The first of them, at most 200: older events, and words that people typed.</param>
    /// <param name="Papers">Papers of its gifts, which may name it: those not redacted are for a person to redact.</param>
    public sealed record Certificate(string Contact, DateTimeOffset ErasedAt, long Position, ErasureGround Ground, string Reason, string By,
        string? Request, IReadOnlyList<string> ApprovedBy, int GiftsWithoutName, int Mentions, IReadOnlyList<ClearMention> Remains,
        IReadOnlyList<RemainingPaper> Papers);

    /// <param name="Of">What it belongs to.</param>
    /// <param name="Paper">Its id.</param>
    /// <param name="Sha256">Digest of the original.</param>
    /// <param name="IsThere">Whether the original's file is still kept.</param>
    /// <param name="RedactedSha256">Digest of the redacted copy; null where there is none yet.</param>
    public sealed record RemainingPaper(string Of, string Paper, string Sha256, bool IsThere, string? RedactedSha256);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/contacts/{contact}/erasure", Show).AsRead()
        .WithName("ShowErasure").WithTags("contacts").WithSummary("What was destroyed of a contact, and what remains (删除证明)");

    private static async Task<Results<Ok<Certificate>, ProblemHttpResult>> Show(
        string contact, CommandContext context, EventReader reader, ContactsQuery query, EvidenceStore store, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        if (!Ledger.IsName(contact)) return Problems.Of(Contact.Unknown());
        var events = await reader.ReadStreamAsync(tenant, Streams.Contact(contact), ct: ct);
        if (events.Count == 0) return Problems.Of(Contact.Unknown());
        if (events.LastOrDefault(e => e.Event is ContactErased) is not { Event: ContactErased erased } stored)
            return Problems.Of(new Refusal(RefusalCode.NotFound, "The contact was not erased.", "contact"));
        var approvals = erased.Request is null ? [] : await reader.ReadStreamAsync(tenant, Streams.Request(erased.Request), ct: ct);
        var gifts = await query.SealedOrLinkedAsync(tenant, contact, ct);
        var of = gifts.Select(g => Streams.Gift(g.Gift)).Distinct().ToDictionary(Streams.Papers, StringComparer.Ordinal);
        var papers = new List<RemainingPaper>();
        foreach (var stream in (await reader.VersionsAsync(tenant, [.. of.Keys], ct)).Keys.Order(StringComparer.Ordinal))
        {
            var attached = (await reader.ReadStreamAsync(tenant, stream, ct: ct)).Aggregate(Attachments.None, (a, e) => a.Evolve(e.Event));
            foreach (var paper in attached.Papers)
            {
                papers.Add(new RemainingPaper(of[stream], paper.Paper, paper.Sha256, await store.SizeAsync(tenant, paper.Sha256, ct) is not null,
                    attached.Redacted.GetValueOrDefault(paper.Paper)?.Sha256));
            }
        }

        return TypedResults.Ok(new Certificate(contact, stored.RecordedAt, stored.Position, erased.Ground, erased.Reason, erased.By,
            erased.Request, [.. approvals.Select(a => a.Event).OfType<ActionApproved>().Select(a => a.By)], erased.Gifts, erased.Mentions,
            erased.Remains, papers));
    }
}
