using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Dossier;

/// <summary>An event of the dossier.</summary>
/// <param name="Position">Its position in the log.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Event">The event.</param>
public sealed record DossierEntry(long Position, string Stream, ILedgerEvent Event);

/// <summary>Reads dossiers.</summary>
public sealed class DossierQuery(NpgsqlDataSource database)
{
    /// <summary>A federation's dossier, in the order of the log.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="kind">What the streams' names begin with, such as <c>campaign-</c>; null for all.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<DossierEntry>> ReadAsync(
        string tenant, string? kind = null, CancellationToken ct = default) => database.QueryAsync("""
            select position, stream, type, data from dossier.entry
            where tenant = $1 and starts_with(stream, $2) order by position
            """, [tenant, kind ?? ""], r => new DossierEntry(r.GetInt64(0), r.GetString(1),
                EventTypes.Deserialize(r.GetString(2), Encoding.UTF8.GetBytes(r.GetString(3)))), ct);

    /// <summary>The streams of a kind, each folded.</summary>
    public async Task<IReadOnlyList<TState>> FoldAsync<TState>(
        string tenant, string kind, Func<TState?, ILedgerEvent, TState?> evolve, CancellationToken ct)
        where TState : class =>
        [
            .. (await ReadAsync(tenant, kind, ct)).GroupBy(e => e.Stream)
                .Select(g => g.Aggregate((TState?)null, (s, e) => evolve(s, e.Event))).OfType<TState>(),
        ];
}
