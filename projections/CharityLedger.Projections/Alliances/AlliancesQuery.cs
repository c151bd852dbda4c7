using CharityLedger.Contracts;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Alliances;

/// <summary>Money or goods that went from one federation to another.</summary>
/// <param name="Sender">Who sent it.</param>
/// <param name="Transfer">Id of the transfer; of goods also their id as a gift in kind of the receiver.</param>
/// <param name="Receiver">Who received it.</param>
/// <param name="Bucket">Bucket it left.</param>
/// <param name="ToBucket">Bucket it entered.</param>
/// <param name="Project">Shared project that it was for.</param>
/// <param name="Purpose">What it was for.</param>
/// <param name="AmountFen">Amount, or value of the goods, in fen.</param>
/// <param name="OccurredOn">Business date.</param>
/// <param name="Gift">The sender's gift in kind; null for money.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="Status">expected (待到账) until the receiver confirms its bank's day; arrived (已到账).</param>
/// <param name="ArrivedOn">The receiver's bank's day; of goods, and of money that was never expected, the business date.</param>
public sealed record AllianceTransfer(string Sender, string Transfer, string Receiver, Bucket Bucket, Bucket ToBucket,
    string? Project, string Purpose, long AmountFen, DateOnly OccurredOn, string? Gift, long? Quantity, string Status, DateOnly? ArrivedOn);

/// <summary>A federation's share of a shared project, and what it has sent for it.</summary>
/// <param name="Lead">The leading federation.</param>
/// <param name="Project">The project.</param>
/// <param name="Name">Its name.</param>
/// <param name="Federation">Whose share.</param>
/// <param name="ShareFen">The share, in fen.</param>
/// <param name="SentFen">Sent to the leading federation for it; the lead's own money lies with it already.</param>
public sealed record SharedProjectLine(string Lead, string Project, string Name, string Federation, long ShareFen, long SentFen);

/// <summary>All federations together, in fen: what they sent each other is counted once.</summary>
/// <param name="Federations">How many there are.</param>
/// <param name="ReceivedFen">Received from outside.</param>
/// <param name="UsedFen">Used outside, what came back taken off.</param>
/// <param name="LeftFen">Left.</param>
/// <param name="EliminatedFen">Sent from one to another: neither received nor used by all together.</param>
public sealed record Consolidated(int Federations, long ReceivedFen, long UsedFen, long LeftFen, long EliminatedFen);

/// <summary>Asks what federations did together.</summary>
public sealed class AlliancesQuery(NpgsqlDataSource database)
{
    /// <summary>What a federation sent and received, by date; of one status, where given.</summary>
    public Task<IReadOnlyList<AllianceTransfer>> TransfersAsync(string tenant, string? status = null, CancellationToken ct = default) =>
        database.QueryAsync("""
            select sender, transfer, receiver, bucket, to_bucket, project, purpose, amount, occurred_on, gift, quantity, status, arrived_on
            from alliances.transfer
            where (sender = $1 or receiver = $1) and ($2 = '' or status = $2) order by occurred_on, transfer
            """, [tenant, status ?? ""], r => new AllianceTransfer(
                r.GetString(0), r.GetString(1), r.GetString(2), r.GetBucket(3), r.GetBucket(4),
                r.TextOrNull(5), r.GetString(6), r.GetInt64(7), r.GetFieldValue<DateOnly>(8), r.TextOrNull(9),
                r.IsDBNull(10) ? null : r.GetInt64(10), r.GetString(11), r.IsDBNull(12) ? null : r.GetFieldValue<DateOnly>(12)), ct);

    /// <summary>The shared projects that a federation has a share of, with all shares.</summary>
    public Task<IReadOnlyList<SharedProjectLine>> ProjectsAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync("""
            select p.lead, p.project, p.name, s.federation, s.amount, (
                select coalesce(sum(t.amount), 0)::bigint from alliances.transfer t
                where t.sender = s.federation and t.receiver = p.lead and t.project = p.project)
            from alliances.project p join alliances.share s on s.lead = p.lead and s.project = p.project
            where exists (select from alliances.share own
                          where own.lead = p.lead and own.project = p.project and own.federation = $1)
            order by p.lead, p.project, s.federation
            """, [tenant], r => new SharedProjectLine(
                r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetInt64(5)), ct);

    /// <summary>All federations together.</summary>
    public async Task<Consolidated> ConsolidatedAsync(CancellationToken ct = default)
    {
        var balances = new BalancesQuery(database);
        var federations = await database.QueryAsync("select tenant from register.federation", [], r => r.GetString(0), ct);
        var total = Figures.None;
        foreach (var tenant in federations) total += (await balances.FederationAsync(tenant, ct)).Total;
        var sent = (await database.QueryAsync("select coalesce(sum(amount), 0)::bigint from alliances.transfer", [],
            r => r.GetInt64(0), ct)).Single();
        return new Consolidated(federations.Count, total.ReceivedFen - sent, total.UsedFen - sent, total.LeftFen, sent);
    }
}
