using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Federations;

namespace CharityLedger.Server.Trusts;

/// <summary>Who has an interest in a trust, by name.</summary>
internal static class TrustParties
{
    /// <summary>Name of the federation, as of today.</summary>
    public static async Task<string> FederationAsync(Ledger ledger, string tenant, CancellationToken ct) =>
        (await ledger.FederationWordsAsync(tenant, ct))?.Words.AsOf(ledger.Today).Name ?? tenant;

    /// <summary>The trust, and the company that holds it after these events.</summary>
    public static IEnumerable<string> Holders(IEnumerable<ILedgerEvent> events) => events.OfType<TrustEstablished>()
        .SelectMany(e => new[] { e.Trust, e.Name, StateOf(events)?.Trustee }).OfType<string>();

    /// <summary>Who gets a fee after these events; nobody outside where the federation does.</summary>
    public static IEnumerable<string> OfFee(TrustFeeKind kind, IEnumerable<ILedgerEvent> events) =>
        new[] { OfFee(kind, StateOf(events)) }.OfType<string>();

    /// <summary>Who gets a fee of a trust; null where the federation does.</summary>
    public static string? OfFee(TrustFeeKind kind, TrustState? trust) => kind == TrustFeeKind.Trustee ? trust?.Trustee : trust?.Supervisor;

    /// <summary>Whom an entry concerns that is taken back: who gave, earned or paid it, as the trust stood then.</summary>
    public static Concerned OfEntry((string Trust, string Entry) taken)
    {
        return new Concerned(Streams.Trust(taken.Trust), events => Then(events) switch
        {
            [.., TrustFunded] then => Holders(then),
            [.., TrustFeePaid fee] then => OfFee(fee.Kind, then),
            [.., TrustIncomeReceived income] => [income.Source],
            _ => [],
        })
        {
            GiversOf = events => Then(events) is [.., TrustContributionReceived given] then
                ? StateOf(then)!.Settlors.Where(s => s.Id == given.Settlor)
                : [],
        };

        List<ILedgerEvent> Then(IReadOnlyList<ILedgerEvent> events) => [.. events.Take(1 + events.ToList().FindIndex(IsIt))];

        bool IsIt(ILedgerEvent e) => taken.Entry == e switch
        {
            TrustContributionReceived given => given.Contribution,
            TrustFunded given => given.Contribution,
            TrustFeePaid paid => paid.Fee,
            TrustIncomeReceived earned => earned.Income,
            _ => null,
        };
    }

    private static TrustState? StateOf(IEnumerable<ILedgerEvent> events) => events.Aggregate((TrustState?)null, Trust.Evolve);

    /// <summary>Names of the settlors; those that were erased are not known any more.</summary>
    public static async Task<IReadOnlyList<string>> SettlorsAsync(
        DonorVault vault, string tenant, TrustState? trust, CancellationToken ct) => trust is null
        ? []
        : [.. (await vault.OpenAsync(tenant, [.. trust.Settlors.Where(s => s.Sealed is not null)
            .Select(s => (s.Id, Convert.FromBase64String(s.Sealed!)))], ct)).Values.Select(d => d.Name)];
}
