using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Files;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CharityLedger.Server.Evidence;

/// <summary>Sends and fetches files that prove something (凭据文件), by their SHA-256.</summary>
public static class EvidenceFiles
{
    /// <param name="Sha256">Digest, lower-case hex.</param>
    /// <param name="Size">Size in bytes.</param>
    public sealed record Kept(string Sha256, long Size);

    /// <param name="Sha256">Digest of a file that was sent before.</param>
    /// <param name="Name">File name; never a person's.</param>
    /// <param name="MediaType">Media type.</param>
    public sealed record Named(string Sha256, string Name, string MediaType);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/evidence/{sha256}", Send).AsCommand(Role.Approver, Role.Clerk, Role.Cashier, Role.Accountant, Role.Administrator).WithoutTrial()
            .WithName("SendEvidence").WithTags("evidence").WithSummary("Send a file under its SHA-256 (上传凭据文件)")
            .Accepts<byte[]>("application/octet-stream").WithMetadata(new RequestSizeLimitAttribute(EvidenceStore.MostBytes));
        api.MapGet("/evidence/{sha256}", Fetch).AsRead()
            .WithName("FetchEvidence").WithTags("evidence").WithSummary("Fetch a file by its SHA-256 (下载凭据文件)")
            .Produces(200, contentType: "application/octet-stream").ProducesProblem(404);
    }

    /// <summary>The files of a proof with the sizes that they have; refused where one was never sent.</summary>
    public static async Task<Result<IReadOnlyList<EvidenceFile>>> OfAsync(
        EvidenceStore store, string federation, IReadOnlyList<Named> files, CancellationToken ct)
    {
        var found = new List<EvidenceFile>();
        foreach (var file in files)
        {
            var size = await store.SentAsync(federation, file.Sha256, "files", ct);
            if (size.Refusal is { } missing) return missing;
            found.Add(new EvidenceFile(file.Sha256, file.Name, file.MediaType, size.Value));
        }

        return found;
    }

    /// <summary>What was decided, unless the paper that it rests on was never sent.</summary>
    public static async Task<Result<T>> ProvenAsync<T>(
        this EvidenceStore store, Result<T> decision, string? paper, string federation, CancellationToken ct) =>
        decision.Refusal is null && paper is not null && (await store.SentAsync(federation, paper, "paper", ct)).Refusal is { } missing
            ? missing
            : decision;

    /// <summary>The size of a file in bytes; refused where it was never sent.</summary>
    internal static async Task<Result<long>> SentAsync(
        this EvidenceStore store, string federation, string sha256, string field, CancellationToken ct) =>
        await store.SizeAsync(federation, sha256, ct) is { } size
            ? size
            : new Refusal(RefusalCode.EvidenceInvalid, $"The file {sha256} was never sent.", field);

    private static async Task<Results<Ok<Kept>, ProblemHttpResult>> Send(
        string sha256, HttpRequest http, CommandContext context, EvidenceStore store, CancellationToken ct)
    {
        if (!FileName.IsDigest(sha256)) return Mismatch();
        try
        {
            return await store.SaveAsync(context.Caller.Federation, sha256, http.Body, ct) is { } size
                ? TypedResults.Ok(new Kept(sha256, size))
                : Mismatch();
        }
        catch (Exception e) when (e is OversizeFileException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return Problems.Of(new Refusal(RefusalCode.FileTooLarge, "Evidence has at most 20 MiB a file."));
        }
    }

    /// <summary>As an attachment of no type: what was sent by one user is never shown as a page to another.</summary>
    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Fetch(
        string sha256, CommandContext context, EvidenceStore store, CancellationToken ct) =>
        await store.OpenAsync(context.Caller.Federation, sha256, ct) is { } file
            ? TypedResults.Stream(file, "application/octet-stream", sha256)
            : Problems.Of(new Refusal(RefusalCode.NotFound, "There is no such file."));

    private static ProblemHttpResult Mismatch() =>
        Problems.Of(new Refusal(RefusalCode.DigestMismatch, "The bytes do not have this SHA-256.", "sha256"));
}
