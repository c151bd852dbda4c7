using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Papers;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Evidence;

/// <summary>Adds papers to requests and records, and lists them (附件). The address names what they belong to by kind and id, as in
/// <c>request-abc</c> or <c>payment-20260302-abc</c>.</summary>
public static class PaperCommands
{
    /// <param name="Kind">What it is.</param>
    /// <param name="Sha256">Digest of a file that was sent before.</param>
    /// <param name="Name">Name of the file; sealed.</param>
    /// <param name="MediaType">Media type of the file.</param>
    /// <param name="OccurredOn">Day on which it came; not after today in Beijing.</param>
    public sealed record Request(PaperKind Kind, string Sha256, string Name, string MediaType, DateOnly OccurredOn);

    /// <param name="Paper">Its id.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Sha256">Digest of the file, by which it is fetched.</param>
    /// <param name="SizeBytes">Size in bytes.</param>
    /// <param name="Name">Name of the file; null where it was erased.</param>
    /// <param name="MediaType">Media type; null where the name was erased.</param>
    /// <param name="IsBeside">Whether it lies beside what was signed.</param>
    /// <param name="By">Who added it.</param>
    /// <param name="OccurredOn">When.</param>
    /// <param name="RedactedSha256">Digest of the copy in which somebody is made unreadable; the original is gone then.</param>
    /// <param name="RedactedOn">When that was entered.</param>
    public sealed record Listed(
        string Paper, PaperKind Kind, string Sha256, long SizeBytes, string? Name, string? MediaType, bool IsBeside, string By,
        DateOnly OccurredOn, string? RedactedSha256, DateOnly? RedactedOn);

    /// <summary>What adding a paper works with.</summary>
    public sealed record Tools(Ids Ids, DonorVault Vault, EvidenceStore Store, RequestBook Book);

    public static void Map(IEndpointRouteBuilder api)
    {
        var papers = api.MapGroup("").WithTags("papers");
        papers.MapGet("/papers/{of}", List).AsRead()
            .WithName("ListPapers").WithSummary("The papers of a request or a record (附件)");
        papers.MapPost("/papers/{of}", AddHttp).AsCommand(Role.Clerk, Role.Cashier, Role.Accountant, Role.Approver, Role.Administrator)
            .WithName("AddPaper").WithSummary("Add a paper to a request or a record (添加附件)");
    }

    /// <summary>The stream in which the papers of a thing stand.</summary>
    internal static string StreamOf(string of) =>
        Streams.TypeOf(of) == Streams.TypeOf(Streams.Request("")) ? of : Streams.Papers(of);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> AddHttp(string of, Request request,
        CommandContext context, Ledger ledger, Tools tools, CancellationToken ct)
    {
        return (await Conflicts.RetryAsync(AttemptAsync)).ToHttp($"papers/{Uri.EscapeDataString(of)}");

        async Task<Result<Receipt>> AttemptAsync()
        {
            var (tenant, by) = (context.Caller.Federation, context.Caller.User);
            var paper = tools.Ids.Dated(request.OccurredOn, tenant, "paper", context.Key);
            var (state, version, events) = await ledger.LoadAsync<RequestState>(tenant, StreamOf(of), Approval.Evolve, ct);
            var there = events.Aggregate(Attachments.None, (a, e) => a.Evolve(e.Event));
            var size = await tools.Store.SentAsync(tenant, request.Sha256, "sha256", ct);
            var (name, key) = tools.Vault.Seal(tenant, paper, DonorKind.Organisation, DonorNaming.Withheld,
                new DonorDetails(request.Name, Note: request.MediaType));
            var (isSigned, asserted) = await tools.Book.IsSignedAsync(tenant, state, ct);
            var refusal = (StreamOf(of) == of ? version > 0 : await ledger.ExistsAsync(tenant, of, ct))
                ? Check.Text(request.Name, "name") ?? Check.Text(request.MediaType, "mediaType", 100)
                    ?? size.Refusal
                : new Refusal(RefusalCode.NotFound, "There is no such thing to which papers are added.", "of");
            var decision = refusal is not null
                ? refusal
                : there.Add(new PaperAdded(paper, of, request.Kind, request.Sha256, size.Value, name.Sealed!,
                    request.Kind == PaperKind.Signature || isSigned, by, request.OccurredOn), ledger.Today);
            return await ledger.AppendAsync(context.Envelope(request, of), paper, StreamOf(of), new ExpectedVersion(version), decision,
                _ => [], key, asserted: asserted, ct: ct);
        }
    }

    private static async Task<Results<Ok<List<Listed>>, ProblemHttpResult>> List(
        string of, CommandContext context, Ledger ledger, DonorVault vault, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (_, _, events) = await ledger.LoadAsync<object>(tenant, StreamOf(of), (s, _) => s, ct);
        if (events.Count == 0 && !await ledger.ExistsAsync(tenant, of, ct))
            return Problems.Of(new Refusal(RefusalCode.NotFound, "There is no such thing.", "of"));
        var attached = events.Aggregate(Attachments.None, (a, e) => a.Evolve(e.Event));
        var papers = attached.Papers;
        var names = await vault.OpenAsync(tenant, [.. papers.Select(p => (p.Paper, Convert.FromBase64String(p.Sealed)))], ct);
        return TypedResults.Ok(papers.Select(p => new Listed(p.Paper, p.Kind, p.Sha256, p.SizeBytes,
            names.GetValueOrDefault(p.Paper)?.Name, names.GetValueOrDefault(p.Paper)?.Note, p.IsBeside, p.By, p.OccurredOn,
            attached.Redacted.GetValueOrDefault(p.Paper)?.Sha256, attached.Redacted.GetValueOrDefault(p.Paper)?.OccurredOn)).ToList());
    }
}
