using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Contacts;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>Finds contacts, and reads one with what it gave (查找往来方).</summary>
public static class FindContacts
{
    private const int Usual = 50, Most = 500;

    /// <param name="Rows">The contacts: found ones in the order of their ids, otherwise the latest first.</param>
    /// <param name="Next">Pass as <c>after</c> for the next page of what was found, as <c>before</c> for that of the register; null on the
    /// last.</param>
    public sealed record Page(IReadOnlyList<ShownContact> Rows, string? Next);

    /// <param name="Rows">The gifts, newest first.</param>
    /// <param name="Years">Sums by years.</param>
    /// <param name="Next">Pass as <c>before</c> for the next page; null on the last.</param>
    public sealed record GiftPage(IReadOnlyList<ContactGift> Rows, IReadOnlyList<ContactYear> Years, long? Next);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/contacts", Find).AsRead()
            .WithName("FindContacts").WithTags("contacts").WithSummary("Find contacts, or page through the register (查找往来方)");
        api.MapGet("/contacts/{contact}", Show).AsRead()
            .WithName("ShowContact").WithTags("contacts").WithSummary("A contact (一个往来方)");
        api.MapGet("/contacts/{contact}/gifts", Gifts).AsRead()
            .WithName("ListContactGifts").WithTags("contacts").WithSummary("What a contact gave, with sums by years (往来方的捐赠)");
    }

    /// <summary>What a request asks for.</summary>
    /// <param name="Name">A name, or its first two characters at least.</param>
    /// <param name="Number">An identity number or credit code.</param>
    /// <param name="Phone">A phone.</param>
    /// <param name="Account">The number of a bank account.</param>
    private sealed record Search(string? Name, string? Number, string? Phone, string? Account)
    {
        private IReadOnlyList<(DigestKind Kind, string Text)> Asked =>
        [
            .. new (DigestKind Kind, string? Text)[]
            {
                (DigestKind.Name, Name), (DigestKind.Number, Number), (DigestKind.Phone, Phone), (DigestKind.Account, Account),
            }.Where(a => a.Text is not null).Select(a => (a.Kind, a.Text!)),
        ];

        /// <summary>Whether nothing is looked for.</summary>
        public bool IsEmpty => Asked.Count == 0;

        /// <summary>The one thing that is looked for; null where it can't be.</summary>
        public (DigestKind Kind, string Text)? One => Asked is [var (kind, text)] && text.Length <= 200 && Ledger.IsName(text)
            && (kind == DigestKind.Name ? ContactWords.Beginning(text) is not null : ContactWords.Number(text).Length >= 4)
            ? (kind, text) : null;
    }

    private static async Task<Results<Ok<Page>, ProblemHttpResult>> Find(string? name, string? number, string? phone, string? account, string? after,
        long? before, string? part, int? limit, CommandContext context, ContactReading reading, ContactFinder finder, CancellationToken ct)
    {
        var (tenant, size) = (context.Caller.Federation, Math.Clamp(limit ?? Usual, 1, Most));
        var search = new Search(name, number, phone, account);
        if (search.IsEmpty)
        {
            var played = Words.Parse<ContactPart>(part, "part");
            if (played.Refusal is { } unread) return Problems.Of(unread);
            var latest = await reading.Query.LatestAsync(
                tenant, played.Value, before is null ? null : new PageStart(before.Value), new PageSize(size + 1), ct);
            var shown = await reading.ShownAsync(context.Caller, [.. latest.Take(size)], ct);
            return TypedResults.Ok(new Page(shown, latest.Count > size ? FormattableString.Invariant($"{shown[^1].Position}") : null));
        }

        if (search.One is not { } one || (after is not null && !Ledger.IsName(after)))
        {
            return Problems.Of(new Refusal(RefusalCode.ContactSearchInvalid,
                "Contacts are found by one of name (two characters at least), number, phone and account."));
        }

        var found = one.Kind == DigestKind.Name
            ? await finder.ByNameAsync(tenant, one.Text, after ?? "", size + 1, ct)
            : await finder.ByAsync(tenant, one.Kind, one.Text, after ?? "", size + 1, ct);
        var rows = (await reading.Query.ThoseAsync(tenant, [.. found.Take(size).Select(f => f.Contact)], ct))
            .Where(r => r.Standing == ContactStanding.Free).ToList();
        return TypedResults.Ok(new Page(await reading.ShownAsync(context.Caller, rows, ct), found.Count > size ? found[size - 1].Contact : null));
    }

    /// <summary>One contact. One that asked to be forgotten only for an auditor, who says why: that is recorded first.</summary>
    private static async Task<Results<Ok<ShownContact>, ProblemHttpResult>> Show(string contact, string? reason, CommandContext context,
        ContactReading reading, ContactSteps steps, ContactBook contacts, Ledger ledger, CancellationToken ct)
    {
        if (await RowAsync(contact, context, reading, ct) is not { } row) return Problems.Of(Contact.Unknown());
        if (row.Standing != ContactStanding.Restricted) return TypedResults.Ok((await reading.ShownAsync(context.Caller, [row], ct))[0]);
        if (reason is null || !await reading.IsAuditorAsync(context.Caller, ct)) return Problems.Of(Erasure.Restricted());
        var opened = await steps.TakeAsync(contact, new { reason }, context, loaded => Task.FromResult(ContactSteps.Of(Erasure.Open(loaded.State!,
            new ContactOpened(contact, context.Caller.User, ContactSteps.Sealed(loaded, reason), ledger.Today), reason, ledger.Today))), ct,
            evenRestricted: true);
        if (opened.Refusal is { } refusal) return Problems.Of(refusal);
        return (await contacts.LoadAsync(context.Caller.Federation, contact, ct)).Key is { } key
            ? TypedResults.Ok(await reading.OpenedAsync(context.Caller, row, key, ct)) : Problems.Of(Contact.Unknown());
    }

    private static async Task<Results<Ok<GiftPage>, ProblemHttpResult>> Gifts(
        string contact, long? before, int? limit, CommandContext context, ContactReading reading, CancellationToken ct)
    {
        var size = Math.Clamp(limit ?? Usual, 1, Most);
        if (await RowAsync(contact, context, reading, ct) is not { } row) return Problems.Of(Contact.Unknown());
        // Who has gone up in another has no gifts of its own any more.
        if (row.Standing == ContactStanding.Restricted) return Problems.Of(Erasure.Restricted());
        if (row.Into is not null) return Problems.Of(new Refusal(RefusalCode.ContactMerged, $"It has gone up in {row.Root}: name that one.", "contact"));
        var tenant = context.Caller.Federation;
        var gifts = await reading.Query.GiftsAsync(
            tenant, contact, before is null ? null : new PageStart(before.Value), new PageSize(size + 1), ct);
        var years = await reading.Query.YearsAsync(tenant, [contact], ct);
        return TypedResults.Ok(new GiftPage([.. gifts.Take(size)], [.. years[contact]], gifts.Count > size ? gifts[size - 1].Position : null));
    }

    private static async Task<ContactRow?> RowAsync(string contact, CommandContext context, ContactReading reading, CancellationToken ct) =>
        Ledger.IsName(contact) ? await reading.Query.OneAsync(context.Caller.Federation, contact, ct) : null;
}
