using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Papers;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Evidence;

/// <summary>
/// Keeps of a paper only a copy in which somebody is made unreadable (附件脱敏). The original is deleted once the event stands, from
/// wherever the federation's records name it: a file is kept once under its digest.
/// </summary>
public static class RedactPaper
{
    /// <param name="Sha256">Digest of the copy, which was sent before.</param>
    /// <param name="Reason">In words that name nobody: they stay in the log.</param>
    /// <param name="OccurredOn">Day; not after today in Beijing.</param>
    public sealed record Request(string Sha256, string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/papers/{of}/files/{paper}/redaction", Redact)
        .AsCommand(Role.Clerk, Role.Administrator)
        .WithName("RedactPaper").WithTags("papers").WithSummary("Keep only a redacted copy of a paper (附件脱敏)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Redact(
        string of, string paper, Request request, CommandContext context, Ledger ledger, EvidenceStore store, CancellationToken ct)
    {
        return (await Conflicts.RetryAsync(AttemptAsync)).ToHttp($"papers/{Uri.EscapeDataString(of)}");

        async Task<Result<Receipt>> AttemptAsync()
        {
            var tenant = context.Caller.Federation;
            var stream = PaperCommands.StreamOf(of);
            var (_, version, events) = await ledger.LoadAsync<object>(tenant, stream, (s, _) => s, ct);
            var there = events.Aggregate(Attachments.None, (a, e) => a.Evolve(e.Event));
            var size = await store.SentAsync(tenant, request.Sha256, "sha256", ct);
            var decision = size.Refusal is { } missing
                ? missing
                : there.Redact(new PaperRedacted(paper, of, request.Sha256, size.Value, request.Reason, context.Caller.User,
                    request.OccurredOn), ledger.Today);
            var result = await ledger.AppendAsync(
                context.Envelope(request, of + "/" + paper), paper, stream, new ExpectedVersion(version), decision, _ => [], ct: ct);
            if (result.Refusal is null && !context.IsTrial && there.Papers.Find(p => p.Paper == paper) is { } original)
            {
                // A repeat deletes again what a host that died in between left.
                await store.DeleteAsync(tenant, original.Sha256, ct);
                if (there.Redacted.GetValueOrDefault(paper) is { } before && before.Sha256 != request.Sha256)
                    await store.DeleteAsync(tenant, before.Sha256, ct);
            }

            return result;
        }
    }
}
