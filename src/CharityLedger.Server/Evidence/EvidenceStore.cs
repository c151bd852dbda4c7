using CharityLedger.Server.Files;

namespace CharityLedger.Server.Evidence;

/// <summary>
/// Files that prove something, under their digests and for each federation apart. Erasing one leaves the log whole.
/// </summary>
public sealed class EvidenceStore(FileStore files)
{
    /// <summary>Largest file, in bytes.</summary>
    public const long MostBytes = 20 << 20;

    /// <summary>Size in bytes; null where the federation has no such file.</summary>
    public async Task<long?> SizeAsync(string federation, string sha256, CancellationToken ct) =>
        FileName.IsDigest(sha256) ? await files.SizeAsync(FileName.Evidence(federation, sha256), ct) : null;

    /// <summary>Opens a file; null where the federation has none such.</summary>
    /// <exception cref="BrokenFileException">It isn't what was sent.</exception>
    public async Task<OpenedFile?> OpenAsync(string federation, string sha256, CancellationToken ct) =>
        FileName.IsDigest(sha256) ? await files.OpenAsync(FileName.Evidence(federation, sha256), ct) : null;

    /// <summary>
    /// Keeps a file, if its bytes have the digest; a file that is there already is not written again.
    /// </summary>
    /// <returns>Its size in bytes; null where they have another.</returns>
    /// <exception cref="OversizeFileException">It has more than <see cref="MostBytes"/>.</exception>
    public async Task<long?> SaveAsync(string federation, string sha256, Stream bytes, CancellationToken ct) =>
        (await files.PutAsync(FileName.Evidence(federation, sha256), bytes, MostBytes, ct))?.Size;

    /// <summary>Deletes a file of which a copy is kept in its place; nothing where it is gone already.</summary>
    public Task DeleteAsync(string federation, string sha256, CancellationToken ct) =>
        files.DeleteAsync(FileName.Evidence(federation, sha256), ct);
}
