namespace CharityLedger.Server.Files;

/// <summary>
/// Where sealed files lie, under names of a-z, 0-9, dash and slash. A file is there whole or not at all, also when the
/// writer is killed or two write the same name at once; what was written survives a loss of power once the writing
/// returned.
/// </summary>
public interface IFilePlace
{
    /// <summary>Writes a file, in the place of one that has its name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">Its bytes from the stream's position on; the stream can be read again.</param>
    /// <param name="writtenAt">Now, in UTC; a place with a clock of its own goes by that.</param>
    /// <param name="ct">Gives up.</param>
    Task WriteAsync(string name, Stream bytes, DateTimeOffset writtenAt, CancellationToken ct);

    /// <summary>Copies a file's bytes.</summary>
    /// <returns>Whether there is one.</returns>
    Task<bool> ReadAsync(string name, Stream to, CancellationToken ct);

    /// <summary>How many bytes a file has; null where there is none.</summary>
    Task<long?> LengthAsync(string name, CancellationToken ct);

    /// <summary>Deletes a file; nothing where there is none.</summary>
    Task DeleteAsync(string name, CancellationToken ct);

    /// <summary>Names that begin with a prefix, which ends with a slash, and when each was written (UTC).</summary>
    IAsyncEnumerable<(string Name, DateTimeOffset WrittenAt)> ListAsync(string prefix, CancellationToken ct);
}
