using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Users;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Gifts;
using CharityLedger.Projections.Register;
using CharityLedger.Projections.Requests;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Jobs;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace CharityLedger.Server.Pages.Console;

/// <summary>An open request as one user sees it.</summary>
/// <param name="Row">The request.</param>
/// <param name="Facts">What it says, in its own words.</param>
/// <param name="Steps">What this user may do with it: approve, execute, reject.</param>
public sealed record DeskRequest(RequestRow Row, string Facts, IReadOnlyList<string> Steps);

/// <summary>The desk (工作台) of a user who is signed in: open requests with what may be done about them, and payments.</summary>
public static class Desk
{
    private const int MostRequests = 100, MostPayments = 20;
    private static readonly string[] First = ["payee", "from", "to", "fund", "campaign", "project", "restriction", "purpose", "reason"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What the desk reads and works with.</summary>
    public sealed record Tools(
        RegisterQuery Register, RequestsQuery Requests, GiftListQuery Lists, ProjectionEngine Projections, Users Users, ApprovalDesk Approvals,
        RequestBook Book, IAntiforgery Antiforgery, LedgerAlarm Alarm);

    /// <summary>What the page shows.</summary>
    public sealed record Model(
        string User, IReadOnlyList<DeskRequest> Requests, IReadOnlyList<PaymentRow> Payments, string? Done, string? Refused,
        AntiforgeryTokenSet Token, LedgerChecked? Alarm);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/f/{federation}/desk", PublicSite.Read, Show).Page().SignedIn();
        app.MapPost("/f/{federation}/desk/{request}/{step}", Act).SignedIn().WithMetadata(new RequestSizeLimitAttribute(8 * 1024));
    }

    private static async Task<IResult> Show(
        string federation, string? done, string? refused, long? at, HttpContext http, Tools tools, CancellationToken ct)
    {
        if (await tools.Register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var user = ApiTokenHandler.CallerOf(http.User).User;
        // Whoever just did something sees it done.
        if (at is > 0) await tools.Projections.WaitForAllAsync(at.Value, Patience, ct);
        var roster = await tools.Users.OfAsync(federation, ct);
        var open = await tools.Requests.LatestAsync(federation, "open", MostRequests, ct);
        var payments = await tools.Lists.PaymentsAsync(federation, null, null, new PageSize(MostPayments), ct);
        var site = Site.Of(http, entry);
        var model = new Model(user, [.. open.Select(r => Of(r, user, roster, tools.Book, site.T))], payments, done, refused, SignIn.TokenOf(http),
            await tools.Alarm.ReadAsync(ct));
        return PublicSite.RenderUnkept<DeskPage>(http, new { Site = site, Model = model });
    }

    private static async Task<IResult> Act(
        string federation, string request, string step, [FromForm] string? reason, HttpContext http, Tools tools, CancellationToken ct)
    {
        if (!await tools.Antiforgery.IsRequestValidAsync(http)) return PublicSite.Message(http, "error", 400);
        var context = new CommandContext(ApiTokenHandler.CallerOf(http.User), "desk-" + Guid.CreateVersion7(), step + "_request");
        var result = step switch
        {
            "approve" => await tools.Approvals.ApproveAsync(request, context, ct),
            "reject" => await tools.Approvals.RejectAsync(request, reason ?? "", context, ct),
            "execute" => (await tools.Approvals.ExecuteAsync(request, null, context, ct)).Result,
            _ => new Refusal(RefusalCode.NotFound, "There is no such step."),
        };
        var said = result.Refusal is { } refusal
            ? "refused=" + refusal.Code.Text()
            : FormattableString.Invariant($"done={step}&at={result.Value.Position}");
        return Results.LocalRedirect($"{http.Request.PathBase}/f/{federation}/desk?{said}");
    }

    /// <summary>Which steps are shown; whether one is allowed is decided when it is taken.</summary>
    private static DeskRequest Of(RequestRow row, string user, Roster roster, RequestBook book, Texts texts)
    {
        var steps = new List<string>();
        var hasApproved = row.ApprovedBy.Contains(user);
        var isApprover = roster.Allows(user, Role.Approver);
        var maySign = row.Route.Count > 0 || (isApprover && !hasApproved);
        if (maySign && !row.IsApproved && !row.IsSentBack && row.RequestedBy != user) steps.Add("approve");
        if (!hasApproved && row.IsApproved && roster.Allows(user, book.ExecutorsOf(row.Action))) steps.Add("execute");
        if (isApprover || row.RequestedBy == user) steps.Add("reject");
        return new DeskRequest(row, FactsOf(row, texts), steps);
    }

    /// <summary>All that the request says, whom and where first: an approver sees what is approved.</summary>
    private static string FactsOf(RequestRow row, Texts texts) => string.Join(" · ", row.Input.EnumerateObject()
        .Where(p => p.Name != "amountFen").OrderBy(p => Array.IndexOf(First, p.Name) is >= 0 and var place ? place : First.Length)
        .Select(p => Say(p.Name, p.Value, texts)).Prepend(row.Subject).OfType<string>());

    private static string? Say(string name, JsonElement value, Texts texts) => value.ValueKind switch
    {
        JsonValueKind.String => texts.Code("fact", value.GetString()!),
        JsonValueKind.True => texts.Code("fact", name),
        JsonValueKind.Number when value.TryGetInt64(out var number) && number != 0 =>
            $"{texts.Code("fact", name)} {(name.EndsWith("Fen", StringComparison.Ordinal) ? Site.Money(number) : value.GetRawText())}",
        JsonValueKind.Object => $"{texts.Code("fact", name)} "
            + string.Join(", ", value.EnumerateObject().Select(p => Say(p.Name, p.Value, texts)).OfType<string>()),
        JsonValueKind.Array => $"{texts.Code("fact", name)} "
            + string.Join(", ", value.EnumerateArray().Select(e => Say("", e, texts)).OfType<string>()),
        _ => null,
    };
}
