using System.Net.Http.Headers;
using System.Security.Cryptography;
using CharityLedger.Server.Evidence;

namespace CharityLedger.Cli;

/// <summary>Sends files that prove something.</summary>
internal static class Evidence
{
    /// <summary>Sends a file under its digest, and names it for a proof.</summary>
    public static async Task<EvidenceFiles.Named> SendAsync(Session session, FileInfo file, CancellationToken ct)
    {
        if (!file.Exists) throw new CliException("file_not_found", $"There is no file {file.FullName}.", "file");
        string digest;
        await using (var bytes = file.OpenRead()) digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, ct));
        using var content = new StreamContent(file.OpenRead());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        await Session.AnswerAsync(await session.Http.PutAsync("/api/v1/evidence/" + digest, content, ct), ct);
        return new EvidenceFiles.Named(digest, file.Name, MediaTypeOf(file.Extension));
    }

    private static string MediaTypeOf(string extension) => extension.ToLowerInvariant() switch
    {
        ".pdf" => "application/pdf",
        ".ofd" => "application/ofd",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        ".xml" => "application/xml",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    };
}
