using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Files;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Npgsql;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace CharityLedger.Server.Hosting;

/// <summary>The one place where refusals become RFC 9457 problem JSON.</summary>
public static class Problems
{
    /// <summary>The problem of a refusal.</summary>
    public static ProblemHttpResult Of(Refusal refusal)
    {
        var problem = new ProblemDetails
        {
            Status = StatusOf(refusal.Code),
            Title = refusal.Message,
            Type = "urn:charityledger:" + refusal.Code.Text(),
        };
        problem.Extensions["code"] = refusal.Code.Text();
        if (refusal.Field is not null) problem.Extensions["field"] = refusal.Field;
        return TypedResults.Problem(problem);
    }

    /// <summary>The problem of a refusal by the core.</summary>
    /// <param name="refused">What the core said.</param>
    /// <param name="holders">The requests for which money is reserved where too little is left.</param>
    public static Refusal Of(AppendResult.Refused refused, IReadOnlyList<string>? holders = null) => refused.Reason switch
    {
        AppendRefusal.VersionConflict => new Refusal(RefusalCode.VersionConflict, "It was changed meanwhile; read it again."),
        AppendRefusal.TraceChanged => new Refusal(RefusalCode.VersionConflict, "The gift's trace changed meanwhile; try again."),
        AppendRefusal.InsufficientFunds => new Refusal(RefusalCode.InsufficientFunds, TooLittle(refused) + HeldBy(refused, holders), "amountFen"),
        AppendRefusal.NotEmpty => new Refusal(RefusalCode.FundNotEmpty, $"Something is left in “{refused.Subject}”.", "fund"),
        AppendRefusal.IdempotencyConflict =>
            new Refusal(RefusalCode.IdempotencyConflict, "This idempotency key was used for another request.", "Idempotency-Key"),
        AppendRefusal.IdentifierTaken => new Refusal(RefusalCode.ContactIdentifierTaken, $"{refused.Subject} has that identifier.", "contact"),
        AppendRefusal.LimitExceeded => new Refusal(RefusalCode.AmountTooLarge, $"“{refused.Subject}” would pass its limit.", "amountFen"),
        _ => throw new InvalidOperationException($"{refused.Reason} has no problem."),
    };

    private static string HeldBy(AppendResult.Refused refused, IReadOnlyList<string>? holders) => refused.ReservedFen == 0 ? ""
        : $" {Yuan.Format(refused.ReservedFen)} yuan are reserved"
            + (holders is { Count: > 0 } ? $", for {string.Join(", ", holders)}." : ".");

    private static string TooLittle(AppendResult.Refused refused) => refused is { AvailableFen: { } available, AskedFen: { } asked }
        ? $"“{refused.Subject}” has {Yuan.Format(available)} yuan available; {Yuan.Format(asked)} yuan were asked for."
        : $"“{refused.Subject}” does not hold that much.";

    /// <summary>The refusal that the framework's bare status stands for.</summary>
    public static Refusal OfStatus(HttpContext http) => http.Response.StatusCode switch
    {
        400 => MalformedRequests.Of(http.GetEndpoint(), http, http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions),
        404 => new Refusal(RefusalCode.NotFound, "There is no such resource."),
        405 => new Refusal(RefusalCode.MethodNotAllowed, "This resource takes no such method."),
        415 => new Refusal(RefusalCode.MediaTypeUnsupported, "This resource takes no such media type."),
        var status => new Refusal(RefusalCode.MalformedRequest, ReasonPhrases.GetReasonPhrase(status)),
    };

    /// <summary>The HTTP status of a code.</summary>
    public static int StatusOf(RefusalCode code) => code switch
    {
        RefusalCode.TokenMissing or RefusalCode.TokenInvalid => 401,
        RefusalCode.NotAllowed => 403,
        RefusalCode.FederationUnknown or RefusalCode.FundUnknown or RefusalCode.GiftUnknown or RefusalCode.PaymentUnknown
            or RefusalCode.HeldUnknown or RefusalCode.PolicyRowUnknown or RefusalCode.NotFound => 404,
        RefusalCode.FederationExists or RefusalCode.FundExists or RefusalCode.HeldDecided or RefusalCode.VersionConflict
            or RefusalCode.IdempotencyConflict => 409,
        // Campaigns and projects.
        RefusalCode.CampaignUnknown or RefusalCode.ProjectUnknown or RefusalCode.MilestoneUnknown
            or RefusalCode.DutyUnknown or RefusalCode.HoldUnknown => 404,
        RefusalCode.CampaignExists or RefusalCode.ProjectExists or RefusalCode.ProjectStageWrong
            or RefusalCode.MilestoneIsReached or RefusalCode.DutyExists or RefusalCode.DutyIsMet
            or RefusalCode.HoldDecided => 409,
        // People and approvals.
        RefusalCode.SecondPersonNeeded or RefusalCode.ConflictOfInterest or RefusalCode.SignatureNotDue => 403,
        RefusalCode.UserUnknown or RefusalCode.RequestUnknown or RefusalCode.PartyUnknown => 404,
        RefusalCode.PostsApart or RefusalCode.PostHeld or RefusalCode.PostNotHeld => 409,
        RefusalCode.UserOnPaper or RefusalCode.ApprovalsCounted => 409,
        RefusalCode.UserExists or RefusalCode.UserDisabled or RefusalCode.RequestClosed or RefusalCode.ApprovalsMissing
            or RefusalCode.FundClosed or RefusalCode.FundNotEmpty => 409,
        // Trusts, lottery money, alliances.
        RefusalCode.LotteryUnknown or RefusalCode.TrustUnknown => 404,
        RefusalCode.LotteryExists or RefusalCode.TrustExists or RefusalCode.TrustEnded or RefusalCode.TrustAlive => 409,
        // Books.
        RefusalCode.RecordUnknown or RefusalCode.VoucherUnknown or RefusalCode.BucketUnknown or RefusalCode.MoneyAccountUnknown => 404,
        RefusalCode.PeriodAlreadyClosed or RefusalCode.PeriodNotClosed or RefusalCode.VoucherReversedAlready
            or RefusalCode.MoneyAccountExists => 409,
        RefusalCode.VoucherIsReviewed or RefusalCode.VouchersUnreviewed or RefusalCode.PeriodNotShut => 409,
        RefusalCode.MalformedRequest or RefusalCode.IdempotencyKeyInvalid => 400,
        RefusalCode.LedgerUnavailable or RefusalCode.PositionNotReached => 503,
        RefusalCode.MethodNotAllowed => 405,
        RefusalCode.FileTooLarge => 413,
        RefusalCode.MediaTypeUnsupported => 415,
        RefusalCode.InternalError or RefusalCode.FileBroken => 500,
        RefusalCode.DistributionUnknown or RefusalCode.AgencyUnknown or RefusalCode.PledgeUnknown
            or RefusalCode.YieldAgreementUnknown or RefusalCode.ReceiptUnknown => 404,
        // Jobs.
        RefusalCode.JobUnknown => 404,
        RefusalCode.JobPaused or RefusalCode.JobNotPaused => 409,
        // The federation's register.
        RefusalCode.RegisterEntryUnknown => 404,
        RefusalCode.RegisterEntryExists or RefusalCode.RegisterEntryEnded => 409,
        // Payments on their way.
        RefusalCode.PaymentOrderUnknown or RefusalCode.StandingApprovalUnknown or RefusalCode.ContactAccountUnknown
            or RefusalCode.MoneyMoveUnknown or RefusalCode.AllianceMoneyUnknown => 404,
        RefusalCode.PaymentStepWrong or RefusalCode.BankReferenceTaken or RefusalCode.PaperExists or RefusalCode.RequestSentBack
            or RefusalCode.CallBackMissing or RefusalCode.CallBackNotDue or RefusalCode.MoneyMoveEnded
            or RefusalCode.AllianceMoneyArrived => 409,
        // Contacts.
        RefusalCode.ContactUnknown => 404,
        RefusalCode.ContactMerged or RefusalCode.ContactErased or RefusalCode.ContactRestricted or RefusalCode.ContactNotRestricted
            or RefusalCode.RetentionRunning or RefusalCode.ContactIdentifierTaken or RefusalCode.ContactPartWrong
            or RefusalCode.ContactMergeCycle or RefusalCode.ContactNotMerged or RefusalCode.GiftNotLinked => 409,
        RefusalCode.ReceiptStands or RefusalCode.RefundNotOwed or RefusalCode.ReceiptBookExists or RefusalCode.ReceiptNotLive => 409,
        _ => 422,
    };
}

/// <summary>Turns what is thrown into problems: malformed requests, an absent database, and defects, which are logged.</summary>
internal sealed class ExceptionProblems(
    ILogger<ExceptionProblems> log, IOptions<JsonOptions> json, ProjectionEngine projections, RepeatedLines repeated)
    : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        // The page for errors has taken the place of the path that was asked for.
        var asked = http.Features.Get<IExceptionHandlerPathFeature>();
        PathString path = asked?.Path ?? http.Request.Path;
        var refusal = exception is BadHttpRequestException malformed
            ? MalformedRequests.Of(malformed, asked?.Endpoint, http, json.Value.SerializerOptions)
            : IsUnbuilt(exception, projections) ? Unbuilt(projections) : RefusalOf(exception);
        if (refusal.Code is RefusalCode.InternalError or RefusalCode.AmountTooLarge)
            log.LogError(exception, "{Method} {Path} failed", http.Request.Method, path);
        if (refusal.Code == RefusalCode.LedgerUnavailable)
        {
            // While the database is away every request ends here, and a line each would bury all else.
            // Of the request only words are kept: it has ended when the line is written.
            var (method, reason) = (http.Request.Method, exception.Message);
            repeated.Say(refusal.Message, count => log.LogError(
                "{Count} refused, such as {Method} {Path}: {Reason}", count, method, path, reason));
        }

        if (refusal.Code == RefusalCode.FileBroken) log.LogError("{Method} {Path}: {Reason}", http.Request.Method, path, exception.Message);

        if (!path.StartsWithSegments("/api") && !path.StartsWithSegments("/healthz")) return false;
        await Problems.Of(refusal).ExecuteAsync(http);
        return true;
    }

    private static Refusal RefusalOf(Exception exception) => exception switch
    {
        BucketPartException e => new Refusal(RefusalCode.IdInvalid, e.Message),
        BrokenFileException => BrokenFileException.Refusal,
        // Sums of a federation's own entries, which are kept without limit and stated in 64 bits.
        OverflowException or PostgresException { SqlState: PostgresErrorCodes.NumericValueOutOfRange } => new Refusal(
            RefusalCode.AmountTooLarge, "A sum of the entries passes what can be stated."),
        _ => Outage.Of(exception) ?? Defect,
    };

    /// <summary>Whether a read met tables that are missing or older, while a start still builds the new ones.</summary>
    internal static bool IsUnbuilt(Exception exception, ProjectionEngine projections) =>
        exception is PostgresException { SqlState: ['4', '2', ..] } or InvalidCastException && projections.Building.Count > 0;

    private static Refusal Unbuilt(ProjectionEngine projections) => new(RefusalCode.LedgerUnavailable,
        $"What this reads is being built anew after an upgrade: {Readiness.Said(projections.Building)}.");

    private static Refusal Defect { get; } =
        new(RefusalCode.InternalError, "The program failed; repeat with the same idempotency key to learn whether it was done.");
}
