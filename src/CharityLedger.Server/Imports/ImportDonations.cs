using System.Globalization;
using System.Text;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;
using CharityLedger.Imports;
using CharityLedger.Server.Access;
using CharityLedger.Server.Files;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CharityLedger.Server.Imports;

/// <summary>
/// Imports a donation list (导入捐款名单): multipart form with <c>profile</c> (a built-in name, or the profile's JSON) before
/// <c>file</c>. The answer is a stream of JSON lines: <c>{"progress":…}</c>, then <c>{"report":…}</c> or <c>{"problem":…}</c>.
/// </summary>
public static class ImportDonations
{
    private const int MaxProfileBytes = 1 << 20;

    /// <summary>A form that ends too early; what the disk says of itself has other numbers.</summary>
    private const int BrokenForm = unchecked((int)0x80131620);

    /// <summary>A line of the answer.</summary>
    public sealed record Line(ImportProgress? Progress = null, ImportReport? Report = null, Refusal? Problem = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/imports/donations", Handle)
        .Needs(new AccessRule([Role.Clerk]))
        .WithName("ImportDonations").WithTags("imports").WithSummary("Import a donation list (导入捐款名单)")
        .Accepts<IFormFile>("multipart/form-data").Produces<Line>(200, "application/x-ndjson")
        .ProducesProblem(404).ProducesProblem(422)
        .WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute());

    private static async Task<IResult> Handle(
        HttpContext http, CommandContext context, Ledger ledger, DonationImport import, FileStore files, IOptions<JsonOptions> json,
        string? fund, string? onKnown, bool? dryRun, CancellationToken ct)
    {
        if (OnKnownOf(onKnown) is not { } known)
            return Problems.Of(new Refusal(RefusalCode.MalformedRequest, "onKnown is hold, skip or import.", "onKnown"));
        var state = await ledger.FundAsync(context.Caller.Federation, fund, ct);
        if (fund is not null && state is null) return Problems.Of(new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund"));
        if (state is { IsClosed: true }) return Problems.Of(Fund.Closed("fund"));

        var upload = FileName.Upload(context.Caller.Federation, Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture));
        try
        {
            return await AnswerAsync(http, async () =>
            {
                var (profile, fileName) = await ReceiveAsync(http.Request, async (text, name, bytes) =>
                {
                    await files.PutAsync(upload, bytes, ImportLimits.FileBytes, ct);
                    return (await ParseProfileAsync(text, ct), name);
                }, ct);
                var list = await files.OpenAsync(upload, ct) ?? throw new InvalidOperationException($"{upload} vanished.");
                var order = new ImportOrder(context.Caller, profile, state, known, dryRun ?? false);
                await StreamAsync(http.Response, import, order, list, fileName, json.Value.SerializerOptions, ct);
                return Results.Empty;
            });
        }
        finally
        {
            await files.ForgetAsync(upload);
        }
    }

    /// <summary>Takes a list from a form, and says in a problem what is wrong with either.</summary>
    internal static async Task<IResult> AnswerAsync(HttpContext http, Func<Task<IResult>> take)
    {
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = ImportLimits.FileBytes + MaxProfileBytes + 65_536;
        try
        {
            return await take();
        }
        catch (ImportFileException e) when (!http.Response.HasStarted)
        {
            return Problems.Of(Of(e));
        }
        catch (LedgerRefusalException e) when (!http.Response.HasStarted)
        {
            return Problems.Of(e.Refusal);
        }
        catch (Exception e) when (!http.Response.HasStarted && e is InvalidDataException or IOException { HResult: BrokenForm } and not BadHttpRequestException)
        {
            throw new RequestException("The form is broken, or was cut off.", null, e);
        }
        catch (Exception e) when (e is OversizeFileException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return Problems.Of(new Refusal(RefusalCode.FileTooLarge, "A donation list has at most 512 MiB.", "file"));
        }
    }

    internal static OnKnown? OnKnownOf(string? text) => text?.ToLowerInvariant() switch
    {
        null or "hold" => OnKnown.Hold,
        "skip" => OnKnown.Skip,
        "import" => OnKnown.Import,
        _ => null,
    };

    /// <summary>Reads the form's two parts: a profile that can be used, then the list, which is taken as it comes.</summary>
    internal static async Task<T> ReceiveAsync<T>(HttpRequest request, Func<string, string, Stream, Task<T>> take, CancellationToken ct)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary)) throw new RequestException("Send multipart/form-data with profile and file.");
        var reader = new MultipartReader(boundary, request.Body);
        string? profile = null;
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            var name = section.GetContentDispositionHeader()?.Name.Value;
            if (name == "profile")
            {
                profile = await ReadProfileAsync(section.Body, ct);
            }
            else if (name == "file")
            {
                if (profile is null)
                {
                    // A form that breaks off is said to, whatever it lacks beside that.
                    await section.Body.CopyToAsync(Stream.Null, ct);
                    throw new ImportFileException(ImportFileCode.ProfileNotFound, "The profile goes before the file.");
                }

                var disposition = section.GetContentDispositionHeader()!;
                var fileName = disposition.FileNameStar.Value ?? HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? "list";
                return await take(profile, fileName, section.Body);
            }
        }

        throw new RequestException("The form has no file.", "file");
    }

    /// <summary>The JSON of a profile, or the name of a built-in one; never a path on this machine.</summary>
    private static async Task<string> ReadProfileAsync(Stream body, CancellationToken ct)
    {
        var bytes = new byte[MaxProfileBytes + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > MaxProfileBytes) throw new ImportFileException(ImportFileCode.ProfileInvalid, "A profile has at most 1 MiB.");
        var profile = Encoding.UTF8.GetString(bytes, 0, length);
        // Found out before half a gigabyte is sent.
        await ParseProfileAsync(profile, ct);
        return profile;
    }

    /// <inheritdoc cref="ReadProfileAsync"/>
    internal static async Task<ImportProfile> ParseProfileAsync(string profile, CancellationToken ct)
    {
        var text = profile.Trim();
        if (text.StartsWith('{')) return await ImportProfile.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "profile", ct);
        return ImportProfile.BuiltIn.Contains(text)
            ? await ImportProfile.LoadAsync(text, ct)
            : throw new ImportFileException(ImportFileCode.ProfileNotFound,
                $"There is no import profile “{text}”. Built in: {string.Join(", ", ImportProfile.BuiltIn)}.");
    }

    /// <summary>What to do after an import that was cut off.</summary>
    private const string GoOn = "What was imported stands; import the same file again to go on.";

    private static async Task StreamAsync(HttpResponse response, DonationImport import, ImportOrder order, OpenedFile list,
        string fileName, JsonSerializerOptions json, CancellationToken ct)
    {
        Line last;
        try
        {
            last = new Line(Report: await import.RunAsync(order, list, fileName, p => WriteAsync(new Line(Progress: p)), ct));
        }
        catch (ImportFileException e) when (response.HasStarted)
        {
            last = new Line(Problem: Of(e));
        }
        catch (LedgerRefusalException e) when (response.HasStarted)
        {
            last = new Line(Problem: e.Refusal);
        }
        catch (Exception e) when (response.HasStarted && Outage.Of(e, GoOn) is not null)
        {
            last = new Line(Problem: Outage.Of(e, GoOn));
        }

        await WriteAsync(last);

        async Task WriteAsync(Line line)
        {
            if (!response.HasStarted) response.ContentType = "application/x-ndjson";
            await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, json), ct);
            await response.Body.WriteAsync("\n"u8.ToArray(), ct);
            await response.Body.FlushAsync(ct);
        }
    }

    internal static Refusal Of(ImportFileException e) => new(RefusalCodes.Parse(e.Code), e.Message, "file");
}
