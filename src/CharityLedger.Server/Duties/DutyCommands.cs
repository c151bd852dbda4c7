using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Duties;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Duties;

/// <summary>The calendar of duties (义务日历), and what the ledger itself can't see of them.</summary>
public static class DutyCommands
{
    /// <param name="Row">Row of the policy table that says until when, such as <c>disclosure.major_asset</c>.</param>
    /// <param name="Subject">What it is about, in words.</param>
    /// <param name="StartsOn">Day from which it runs.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record RaiseRequest(string Row, string Subject, DateOnly StartsOn, DateOnly OccurredOn);

    /// <param name="Duty">Id of the duty.</param>
    /// <param name="Evidence">A document's number, an address, or a file's SHA-256.</param>
    /// <param name="OccurredOn">Day on which it was met; not after today in Beijing.</param>
    public sealed record MeetRequest(string Duty, string Evidence, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/duties", List).AsRead()
            .WithName("ListDuties").WithTags("duties").WithSummary("The calendar of duties (义务日历)");
        api.MapPost("/duties", Raise).AsCommand(Role.Clerk)
            .WithName("RaiseDuty").WithTags("duties").WithSummary("Record what began a duty outside the ledger (登记义务)");
        api.MapPost("/duties/met", Meet).AsCommand(Role.Clerk)
            .WithName("MeetDuty").WithTags("duties").WithSummary("Record that a duty was met (履行义务)");
    }

    /// <param name="status">open, due_soon, overdue or met; all where missing.</param>
    /// <param name="until">Recurring duties are shown until this day; a year from today where missing.</param>
    private static async Task<Results<Ok<IEnumerable<Duty>>, ProblemHttpResult>> List(
        string? status, DateOnly? until, CommandContext context, DutyReading reading, CancellationToken ct)
    {
        var wanted = Words.Parse<DutyStatus>(status, "status");
        return wanted.Refusal is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.Ok((await reading.ReadAsync(context.Caller.Federation, until, ct))
                .Where(d => wanted.Value is null || d.Status == wanted.Value));
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Raise(
        RaiseRequest request, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var decision = DutyCalendar.Raise(request.Row, request.Subject, request.StartsOn, request.OccurredOn,
            await ledger.PolicyAsync(tenant, ct), ledger.Today);
        var (known, version, _) = await ledger.LoadAsync<HashSet<string>>(tenant, Streams.Duties, Ids, ct);
        if (decision.Refusal is null && known?.Contains(decision.Value.Duty) == true)
            decision = new Refusal(RefusalCode.DutyExists, "The duty was raised before.", "subject");
        var id = decision.Refusal is null ? decision.Value.Duty : "";
        return (await ledger.AppendAsync(context.Envelope(request), id, Streams.Duties, new ExpectedVersion(version), decision,
            _ => [], ct: ct)).ToHttp("duties");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Meet(
        MeetRequest request, CommandContext context, Ledger ledger, DutyReading reading, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (_, version, _) = await ledger.LoadAsync<HashSet<string>>(tenant, Streams.Duties, Ids, ct);
        Result<DutyMet> decision = await reading.IsUpToDateAsync(ct)
            ? DutyCalendar.Meet(await reading.ReadAsync(tenant, null, ct),
                new DutyMet(request.Duty, request.Evidence, request.OccurredOn), ledger.Today)
            : new Refusal(RefusalCode.PositionNotReached, "The dossier is not up to date; try again.");
        return (await ledger.AppendAsync(context.Envelope(request), request.Duty, Streams.Duties,
            new ExpectedVersion(version), decision, _ => [], ct: ct)).ToHttp("duties");
    }

    private static HashSet<string>? Ids(HashSet<string>? known, ILedgerEvent @event) =>
        @event is DutyRaised raised ? [.. known ?? [], raised.Duty] : known ?? [];
}
