using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Federations;

/// <summary>What a federation calls itself on some day, who heads it, and where it is.</summary>
/// <param name="Name">Registered name in Chinese.</param>
/// <param name="NameEn">Name for English readers.</param>
/// <param name="Head">Legal representative (法定代表人); null where it was never stated.</param>
/// <param name="Address">Registered address (住所); null where it was never stated.</param>
public sealed record FederationWords(string Name, string? NameEn, string? Head, string? Address)
{
    /// <summary>All that a federation was called, by day.</summary>
    /// <param name="registered">As it was registered.</param>
    /// <param name="register">Its register of itself.</param>
    public static Versions<FederationWords> Of(FederationRegistered registered, FederationRegister register) => register.Amendments.Aggregate(
        new Versions<FederationWords>(registered.OccurredOn, new FederationWords(registered.Name, registered.NameEn, null, null)),
        (versions, e) => versions.With(e.EffectiveFrom, w => new FederationWords(
            e.New.Name ?? w.Name, e.New.NameEn ?? w.NameEn, e.New.Head ?? w.Head, e.New.Address ?? w.Address)));

    /// <summary>Amends them, from a day on.</summary>
    /// <param name="wanted">The amendment, what held before still to be named.</param>
    /// <param name="versions">What holds by day.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<FederationAmended> Amend(FederationAmended wanted, Versions<FederationWords> versions, DateOnly today)
    {
        var (old, now) = (versions.AsOf(wanted.EffectiveFrom), wanted.New);
        var refusal = Amendments.Refuse(wanted.Reason, wanted.Paper, wanted.OccurredOn, wanted.EffectiveFrom, versions.All[0].From, today)
            ?? Some(now.Name, "change.name") ?? Some(now.NameEn, "change.nameEn") ?? Some(now.Head, "change.head")
            ?? Some(now.Address, "change.address");
        if (refusal is not null) return refusal;
        var changed = new FederationChange(Amendments.Changed(now.Name, old.Name), Amendments.Changed(now.NameEn, old.NameEn),
            Amendments.Changed(now.Head, old.Head), Amendments.Changed(now.Address, old.Address));
        if (changed == new FederationChange()) return Amendments.Empty;
        return wanted with
        {
            New = changed,
            Old = new FederationChange(changed.Name is null ? null : old.Name, changed.NameEn is null ? null : old.NameEn,
                changed.Head is null ? null : old.Head, changed.Address is null ? null : old.Address),
        };

        static Refusal? Some(string? text, string field) => text is null ? null : Check.Text(text, field);
    }
}
