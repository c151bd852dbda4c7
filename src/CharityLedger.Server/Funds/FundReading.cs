using CharityLedger.Contracts;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Server.Funds;

/// <summary>Loads what a decision needs of a named fund.</summary>
public static class FundReading
{
    /// <summary>The fund; null where none is named, or there is none of that id.</summary>
    public static async Task<FundState?> FundAsync(this Ledger ledger, string tenant, string? fund, CancellationToken ct) => fund is null
        ? null
        : (await ledger.LoadAsync<FundState>(tenant, Streams.Fund(fund), Fund.Evolve, ct)).State;
}
