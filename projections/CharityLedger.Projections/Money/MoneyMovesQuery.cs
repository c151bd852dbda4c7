using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Money;

/// <summary>A move of money between own accounts (资金账户间划转).</summary>
/// <param name="Move">Its id.</param>
/// <param name="Status">on_the_way (在途), arrived (已到账) or returned (已退回).</param>
/// <param name="From">Kind of the account that it left.</param>
/// <param name="NamedFrom">Code of that account in the register.</param>
/// <param name="To">Kind of the account that it is for.</param>
/// <param name="NamedTo">Code of that account in the register.</param>
/// <param name="AmountFen">What left, in fen, the fee included.</param>
/// <param name="FeeFen">What the bank or platform kept, in fen.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Reference">Number of the statement of the account that it left.</param>
/// <param name="LeftOn">The day on which the bank paid it out; the business date where it arrived that day.</param>
/// <param name="EndedOn">The day on which a bank took it in; null while it is on the way.</param>
/// <param name="EndReference">That bank's reference.</param>
/// <param name="Reason">Why it was returned.</param>
public sealed record MoneyMoveRow(
    string Move, string Status, string From, string? NamedFrom, string To, string? NamedTo, long AmountFen, long FeeFen, string Purpose,
    string? Reference, DateOnly LeftOn, DateOnly? EndedOn, string? EndReference, string? Reason);

/// <summary>Reads moves between own accounts.</summary>
public sealed class MoneyMovesQuery(NpgsqlDataSource database)
{
    private const string Columns = "move, status, account, named_account, target, named_target, amount, fee, purpose, reference, left_on, ended_on, "
        + "end_reference, reason";

    /// <summary>The latest, newest first; of one status, where given.</summary>
    public Task<IReadOnlyList<MoneyMoveRow>> LatestAsync(string tenant, string? status, int limit, CancellationToken ct = default) =>
        database.QueryAsync($"""
            select {Columns} from money.move where tenant = $1 and ($2 = '' or status = $2) order by position desc limit $3
            """, [tenant, status ?? "", limit], Row, ct);

    /// <summary>One; null where there is none.</summary>
    public async Task<MoneyMoveRow?> FindAsync(string tenant, string move, CancellationToken ct = default) =>
        (await database.QueryAsync($"select {Columns} from money.move where tenant = $1 and move = $2", [tenant, move], Row, ct)).SingleOrDefault();

    /// <summary>The first moves on the way to or from an account, as they name it, or name none where it takes what names none.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="account">Code of the account.</param>
    /// <param name="kind">The word of its kind, where it takes what names no account; empty otherwise.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<string>> OnTheWayAsync(string tenant, string account, string kind, CancellationToken ct = default) =>
        database.QueryAsync("""
            select move from money.move
            where tenant = $1 and status = 'on_the_way' and ($2 in (named_account, named_target)
                or (named_account is null and account = $3) or (named_target is null and target = $3)) order by position limit 3
            """, [tenant, account, kind], r => r.GetString(0), ct);

    private static MoneyMoveRow Row(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.TextOrNull(3), r.GetString(4), r.TextOrNull(5), r.GetInt64(6), r.GetInt64(7),
        r.GetString(8), r.TextOrNull(9), r.GetFieldValue<DateOnly>(10), r.IsDBNull(11) ? null : r.GetFieldValue<DateOnly>(11),
        r.TextOrNull(12), r.TextOrNull(13));
}
