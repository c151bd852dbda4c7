using CharityLedger.Contracts;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Funds;

/// <summary>Loads what a decision needs of a named fund.</summary>
public static class FundReading
{
    /// <summary>The fund; null where none is named, or there is none of that id.</summary>
    public static async Task<FundState?> FundAsync(this Ledger ledger, string tenant, string? fund, CancellationToken ct) => fund is null
        ? null
        : (await ledger.LoadAsync<FundState>(tenant, Streams.Fund(fund), Fund.Evolve, ct)).State;

    /// <summary>The fund that money enters, and what asserts that it still stands so: an amendment in between is a conflict, and what
    /// enters is decided anew. Nothing is asserted where there is none. Whoever asserts it asks by oneself whether it is closed.</summary>
    public static async Task<(FundState? Fund, IReadOnlyList<StreamWrite> Asserted)> EnteredFundAsync(
        this Ledger ledger, string tenant, string? fund, CancellationToken ct)
    {
        if (fund is null) return (null, []);
        var (state, version, _) = await ledger.LoadAsync<FundState>(tenant, Streams.Fund(fund), Fund.Evolve, ct);
        return (state, state is null ? [] : [StreamWrite.Unchanged(Streams.Fund(fund), version)]);
    }
}
