using System.Text.Json;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Requests;

/// <summary>A signature on paper (纸质签字).</summary>
/// <param name="By">Who signed.</param>
/// <param name="EnteredBy">Who entered it.</param>
public sealed record PaperSigner(string By, string EnteredBy);

/// <summary>A request and where it stands.</summary>
/// <param name="Request">Id.</param>
/// <param name="Action">What is asked for.</param>
/// <param name="Subject">The thing it is about, where the action names one.</param>
/// <param name="Input">The action's own request.</param>
/// <param name="AmountFen">What it moves, in fen.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="RequestedOn">Business date.</param>
/// <param name="Approvals">How many approvals it needs.</param>
/// <param name="ApprovedBy">Who approved, in order.</param>
/// <param name="Status">open, rejected or executed.</param>
/// <param name="ClosedBy">Who rejected it or carried it out.</param>
/// <param name="Reason">Why it was rejected or sent back.</param>
/// <param name="Papers">Kinds of the papers that it holds, in the order in which they were added.</param>
/// <param name="PapersRequired">Kinds of papers that it must hold before anybody approves it.</param>
/// <param name="Route">The posts that sign it, in order, as <c>post</c> or <c>post/fund</c>; none where approvals are counted.</param>
/// <param name="Signed">Numbers of the posts that have signed, from 0.</param>
/// <param name="IsSentBack">Whether it waits for who asked, to be mended.</param>
/// <param name="PayeeContact">Whom it pays in the register of contacts.</param>
/// <param name="PayeeAccount">Id of the payee's account.</param>
/// <param name="IsHolderOther">Whether that account is kept in another's name.</param>
/// <param name="IsCallBackDue">Whether a second person has to call the payee back before anybody signs.</param>
/// <param name="CalledBackBy">Who called back.</param>
/// <param name="OnPaper">Which of the approvals are signatures on paper, in the order in which they were entered.</param>
public sealed record RequestRow(
    string Request, string Action, string? Subject, JsonElement Input, long? AmountFen, string RequestedBy, DateOnly RequestedOn,
    int Approvals, IReadOnlyList<string> ApprovedBy, string Status, string? ClosedBy, string? Reason,
    IReadOnlyList<string> Papers, IReadOnlyList<string> PapersRequired, IReadOnlyList<string> Route, IReadOnlyList<int> Signed, bool IsSentBack,
    string? PayeeContact, string? PayeeAccount, bool IsHolderOther, bool IsCallBackDue, string? CalledBackBy,
    IReadOnlyList<PaperSigner> OnPaper)
{
    /// <summary>Whether all have signed.</summary>
    public bool IsApproved => !IsSentBack && ApprovedBy.Distinct().Count() >= Approvals && Signed.Distinct().Count() == Route.Count;
}

/// <summary>Asks for requests.</summary>
public sealed class RequestsQuery(NpgsqlDataSource database)
{
    private const string Columns = "request, action, subject, input, amount, requested_by, requested_on, approvals, approved_by, "
        + "status, closed_by, reason, papers, papers_required, route, signed, sent_back, payee_contact, "
        + "payee_account, holder_other, call_back_due, called_back_by, paper_signers, paper_entered_by";

    /// <summary>The latest requests, newest first; of one status, where given.</summary>
    public Task<IReadOnlyList<RequestRow>> LatestAsync(string tenant, string? status, int limit, CancellationToken ct = default) =>
        database.QueryAsync($"""
            select {Columns} from requests.request where tenant = $1 and ($2 = '' or status = $2) order by position desc limit $3
            """, [tenant, status ?? "", limit], Row, ct);

    /// <summary>One request; null where there is none.</summary>
    public async Task<RequestRow?> FindAsync(string tenant, string request, CancellationToken ct = default) =>
        (await database.QueryAsync($"select {Columns} from requests.request where tenant = $1 and request = $2",
            [tenant, request], Row, ct)).SingleOrDefault();

    private static RequestRow Row(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.TextOrNull(2), JsonSerializer.Deserialize<JsonElement>(r.GetString(3)),
        r.IsDBNull(4) ? null : r.GetInt64(4), r.GetString(5), r.GetFieldValue<DateOnly>(6), r.GetInt32(7),
        r.GetFieldValue<string[]>(8), r.GetString(9), r.TextOrNull(10), r.TextOrNull(11), r.GetFieldValue<string[]>(12),
        r.GetFieldValue<string[]>(13), r.GetFieldValue<string[]>(14), r.GetFieldValue<int[]>(15), r.GetBoolean(16),
        r.TextOrNull(17), r.TextOrNull(18), r.GetBoolean(19), r.GetBoolean(20), r.TextOrNull(21),
        [.. r.GetFieldValue<string[]>(22).Zip(r.GetFieldValue<string[]>(23), (by, enteredBy) => new PaperSigner(by, enteredBy))]);
}
