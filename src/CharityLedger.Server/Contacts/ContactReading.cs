using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.Domain.Donors;
using CharityLedger.Projections.Contacts;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Contacts;

/// <summary>A contact as its readers see it.</summary>
/// <param name="Contact">Id.</param>
/// <param name="Position">Its place in the log.</param>
/// <param name="Type">Person, organisation or household.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Country">Its country, of one from overseas.</param>
/// <param name="Parts">Parts that it plays.</param>
/// <param name="Naming">What of its name may be shown where it gives.</param>
/// <param name="RegisteredOn">When it was registered.</param>
/// <param name="Into">The contact in which it has gone up.</param>
/// <param name="Root">The one that stands for it after all mergers.</param>
/// <param name="Standing">Whether it asked to be forgotten, and whether it was.</param>
/// <param name="Known">Who it is; null where it was erased.</param>
/// <param name="Masked">Whether names and numbers are masked, as for an auditor.</param>
/// <param name="Years">What it gave by years, with all that has gone up in it; where it has gone up itself, nothing.</param>
public sealed record ShownContact(
    string Contact, long Position, ContactType Type, ContactOrigin Origin, string? Country, IReadOnlyList<ContactPart> Parts, DonorNaming Naming,
    DateOnly RegisteredOn, string? Into, string Root, ContactStanding Standing,
    ShownDetails? Known, bool Masked, IReadOnlyList<ContactYear> Years);

/// <summary>What is known of a contact, opened.</summary>
/// <param name="Name">Name.</param>
/// <param name="Number">Identity number, credit code or another document's.</param>
/// <param name="Phones">Telephone numbers.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Accounts">Bank accounts.</param>
/// <param name="Reason">Why it was entered, or changed last.</param>
public sealed record ShownDetails(
    string Name, string? Number, IReadOnlyList<string> Phones, string? Email, IReadOnlyList<ContactAccount> Accounts, string? Reason);

/// <summary>Opens contacts for those who read them: staff see all of it, who is nothing but an auditor sees it masked.</summary>
public sealed class ContactReading(ContactsQuery query, ContactVault vault, Users users)
{
    private static readonly IReadOnlyList<Role> Staff = [.. Enum.GetValues<Role>().Where(r => r != Role.Auditor)];

    /// <summary>The register's rows.</summary>
    public ContactsQuery Query => query;

    /// <summary>Whether somebody sees names masked.</summary>
    public async Task<bool> IsMaskedAsync(Caller caller, CancellationToken ct) =>
        !(await users.OfAsync(caller.Federation, ct)).Allows(caller.User, Staff);

    /// <summary>Rows with what is known of them and what they gave.</summary>
    public async Task<IReadOnlyList<ShownContact>> ShownAsync(Caller caller, IReadOnlyList<ContactRow> rows, CancellationToken ct)
    {
        var masked = await IsMaskedAsync(caller, ct);
        var keys = await vault.KeysAsync(caller.Federation, [.. rows.Select(r => r.Contact)], ct);
        return await ShownAsync(caller, rows, keys, masked, ct);
    }

    /// <summary>One that asked to be forgotten, in full, for an auditor whose reason was recorded.</summary>
    public async Task<ShownContact> OpenedAsync(Caller caller, ContactRow row, ContactKey key, CancellationToken ct) =>
        (await ShownAsync(caller, [row], new Dictionary<string, ContactKey> { [row.Contact] = key }, false, ct))[0];

    /// <summary>Whether somebody audits.</summary>
    public async Task<bool> IsAuditorAsync(Caller caller, CancellationToken ct) =>
        (await users.OfAsync(caller.Federation, ct)).Allows(caller.User, Role.Auditor);

    private async Task<IReadOnlyList<ShownContact>> ShownAsync(Caller caller, IReadOnlyList<ContactRow> rows,
        IReadOnlyDictionary<string, ContactKey> keys, bool masked, CancellationToken ct)
    {
        var years = await query.YearsAsync(caller.Federation, [.. rows.Where(r => r.Into is null).Select(r => r.Contact)], ct);
        return
        [
            .. rows.Select(r => new ShownContact(r.Contact, r.Position, r.Type, r.Origin, r.Country, r.Parts, r.Naming, r.RegisteredOn,
                r.Into, r.Root, r.Standing, keys.TryGetValue(r.Contact, out var key) ? Opened(ContactVault.OpenDetails(key, r.Sealed), masked) : null,
                masked, [.. years[r.Contact]])),
        ];
    }

    private static ShownDetails Opened(ContactVault.Known known, bool masked)
    {
        var (details, reason) = known;
        return masked
            ? new ShownDetails(DonorName.Mask(details.Name), Ends(details.Number), [.. details.Phones.Select(DonorName.MaskPhone)],
                details.Email is null ? null : "***",
                [.. details.Accounts.Select(a => new ContactAccount(a.Id, Ends(a.Number)!, DonorName.Mask(a.Holder), a.Bank))], null)
            : new ShownDetails(details.Name, details.Number, details.Phones, details.Email, details.Accounts, reason);
    }

    private static string? Ends(string? number) => number is null ? null : number.Length > 8 ? "****" + number[^4..] : "****";
}
