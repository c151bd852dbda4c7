using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Requests;

/// <summary>Requests that need approval (审批事项). There are few; each event is a statement of its own.</summary>
public sealed class RequestsProjection : IProjection
{
    private static readonly int Prefix = Streams.Request("").Length;

    private const string Add = """
        insert into request (tenant, request, position, action, subject, input, amount, requested_by, requested_on, approvals)
        values ($1, $2, $3, $4, nullif($5, ''), $6, nullif($7, 0), $8, $9, $10)
        """;

    private const string Approve = "update request set approved_by = approved_by || $3 where tenant = $1 and request = $2";

    private const string Require = "update request set papers_required = $3 where tenant = $1 and request = $2";

    /// <summary>Who signed over other papers hasn't signed over these.</summary>
    private const string Paper = """
        update request set papers = papers || $3, approved_by = case when $4 then approved_by else '{}' end,
            signed = case when $4 then signed else '{}' end, paper_signers = case when $4 then paper_signers else '{}' end,
            paper_entered_by = case when $4 then paper_entered_by else '{}' end
        where tenant = $1 and request = $2
        """;

    private const string Payee = """
        update request set payee_contact = $3, payee_account = nullif($4, ''), holder_other = $5, call_back_due = $6
        where tenant = $1 and request = $2
        """;

    private const string CalledBack = """
        update request set call_back_due = false, called_back_by = $3 where tenant = $1 and request = $2
        """;

    private const string Route = "update request set route = $3 where tenant = $1 and request = $2";

    private const string Sign = "update request set signed = signed || $3 where tenant = $1 and request = $2";

    private const string SignOnPaper = """
        update request set paper_signers = paper_signers || $3, paper_entered_by = paper_entered_by || $4 where tenant = $1 and request = $2
        """;

    private const string SendBack = """
        update request set sent_back = true, reason = $3, approved_by = '{}', signed = '{}', paper_signers = '{}', paper_entered_by = '{}'
        where tenant = $1 and request = $2
        """;

    private const string AskAgain = """
        update request set sent_back = false, reason = null, input = $3, amount = nullif($4, 0), approvals = $5, route = '{}',
            papers_required = '{}', payee_contact = null, payee_account = null, holder_other = false, call_back_due = false,
            called_back_by = null
        where tenant = $1 and request = $2
        """;

    private const string Close = """
        update request set status = $3, closed_by = $4, reason = nullif($5, '') where tenant = $1 and request = $2
        """;

    public string Name => "Requests";

    public int Version => 5;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(ActionRequested), typeof(ActionApproved), typeof(ActionRejected), typeof(ActionExecuted),
        typeof(PapersRequired), typeof(PaperAdded), typeof(RouteFixed), typeof(PostsSigned), typeof(SignedOnPaper), typeof(ActionSentBack),
        typeof(ActionAskedAgain), typeof(PayeeNamed), typeof(PayeeCalledBack));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        foreach (var stored in events)
        {
            await (stored.Event switch
            {
                ActionRequested e => writer.ExecuteAsync(Add, [stored.Tenant, e.Request, stored.Position, e.Action, e.Subject ?? "",
                    e.Input.GetRawText(), e.AmountFen ?? 0, e.By, e.OccurredOn, e.Approvals], ct),
                ActionApproved e => writer.ExecuteAsync(Approve, [stored.Tenant, e.Request, e.By], ct),
                RouteFixed e => writer.ExecuteAsync(
                    Route, [stored.Tenant, e.Request, e.Posts.Select(p => Words.Of(p.Post) + (p.Of is null ? "" : "/" + p.Of)).ToArray()], ct),
                PayeeNamed e => writer.ExecuteAsync(
                    Payee, [stored.Tenant, e.Request, e.To.Contact, e.To.Account ?? "", e.IsHolderOther, e.NeedsCallBack], ct),
                PayeeCalledBack e => writer.ExecuteAsync(CalledBack, [stored.Tenant, e.Request, e.By], ct),
                PostsSigned e => writer.ExecuteAsync(Sign, [stored.Tenant, e.Request, e.Steps.ToArray()], ct),
                SignedOnPaper e => writer.ExecuteAsync(SignOnPaper, [stored.Tenant, e.Request, e.By, e.EnteredBy], ct),
                ActionSentBack e => writer.ExecuteAsync(SendBack, [stored.Tenant, e.Request, e.Reason], ct),
                ActionAskedAgain e => writer.ExecuteAsync(
                    AskAgain, [stored.Tenant, e.Request, e.Input.GetRawText(), e.AmountFen ?? 0, e.Approvals], ct),
                PapersRequired e => writer.ExecuteAsync(Require, [stored.Tenant, e.Request, e.Kinds.Select(Words.Of).ToArray()], ct),
                PaperAdded e when e.Of == stored.Stream => writer.ExecuteAsync(
                    Paper, [stored.Tenant, stored.Stream[Prefix..], Words.Of(e.Kind), e.IsBeside], ct),
                ActionRejected e => writer.ExecuteAsync(Close, [stored.Tenant, e.Request, "rejected", e.By, e.Reason], ct),
                ActionExecuted e => writer.ExecuteAsync(Close, [stored.Tenant, e.Request, "executed", e.By, ""], ct),
                _ => Task.CompletedTask,
            });
        }
    }
}
