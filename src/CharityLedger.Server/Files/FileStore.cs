using System.Globalization;
using System.Runtime.CompilerServices;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using Npgsql;

namespace CharityLedger.Server.Files;

/// <summary>
/// Files that a job or a page needs, where every host of the installation sees them: sealed by the master key before
/// they leave the host, and checked as a whole before any of it is handed out. Safe for concurrent use.
/// </summary>
public sealed class FileStore
{
    /// <summary>How long an upload that nobody worked off is kept.</summary>
    public static readonly TimeSpan UploadsKept = TimeSpan.FromDays(7);

    private readonly IFilePlace place;
    private readonly byte[] master;
    private readonly Spool spool;
    private readonly TimeProvider clock;
    private readonly ServerDisk? disk;

    /// <param name="place">Where the files lie.</param>
    /// <param name="master">The installation's key.</param>
    /// <param name="folder">Where files lie, sealed, while they are sent or read.</param>
    /// <param name="clock">Tells how old an upload is.</param>
    /// <param name="disk">The database's: no file is taken while there is too little room; null where nobody looks.</param>
    public FileStore(IFilePlace place, MasterKey master, string folder, TimeProvider clock, ServerDisk? disk = null)
    {
        (this.place, this.clock, this.master, spool) = (place, clock, master.Derive("file-sealing"), new Spool(folder));
        this.disk = disk;
        spool.RemoveBefore(clock.GetUtcNow().AddDays(-1));
    }

    /// <summary>
    /// Keeps a file. The whole content is received before anything is written where the files lie, so that a caller who
    /// is slow, or goes away, holds up nobody and leaves nothing.
    /// </summary>
    /// <returns>Digest and size; null, and nothing is kept, where the name demands another digest.</returns>
    /// <exception cref="LedgerUnavailableException">There is too little room on the database's disk.</exception>
    /// <exception cref="OversizeFileException">There are more bytes than <paramref name="most"/>.</exception>
    public async Task<FileContent?> PutAsync(FileName name, Stream content, long most, CancellationToken ct)
    {
        disk?.Require();
        await using var file = spool.Open();
        var found = await FileSeal.SealAsync(master, name.Text, content, file, most, ct);
        if (name.Sha256 is not null)
        {
            if (name.Sha256 != found.Sha256) return null;
            // One that is there already is written again only where it is broken.
            if (await IsSoundAsync(name, ct)) return found;
        }

        disk?.Require(file.Length);
        file.Position = 0;
        await place.WriteAsync(name.Text, file, clock.GetUtcNow(), ct);
        return found;
    }

    /// <summary>Opens a file; null where there is none. The caller closes it.</summary>
    /// <exception cref="BrokenFileException">It isn't what was put there.</exception>
    public async Task<OpenedFile?> OpenAsync(FileName name, CancellationToken ct)
    {
        var file = spool.Open();
        try
        {
            if (await place.ReadAsync(name.Text, file, ct))
            {
                var opened = FileSeal.Open(master, name.Text, file);
                return name.Sha256 is null || name.Sha256 == opened.Content.Sha256
                    ? opened
                    : throw new BrokenFileException(name.Text, "its digest is not its name.");
            }
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        await file.DisposeAsync();
        return null;
    }

    /// <summary>Size of a file's content in bytes, by how much is stored; null where there is none.</summary>
    /// <exception cref="BrokenFileException">No file can have the length that it has.</exception>
    public async Task<long?> SizeAsync(FileName name, CancellationToken ct) => await place.LengthAsync(name.Text, ct) is { } length
        ? FileSeal.ContentSize(length) ?? throw new BrokenFileException(name.Text, "no sealed file has such a length.")
        : null;

    /// <summary>Deletes a file; nothing where there is none.</summary>
    public Task DeleteAsync(FileName name, CancellationToken ct) => place.DeleteAsync(name.Text, ct);

    /// <summary>
    /// Deletes an upload that is done with. Where its place can't be reached now, the sweep deletes it later.
    /// </summary>
    public async Task ForgetAsync(FileName upload)
    {
        try
        {
            await place.DeleteAsync(upload.Text, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or FilePlaceException or IOException)
        {
            // Whatever was done with the upload stands, and so does the answer to whoever sent it.
        }
    }

    /// <summary>Deletes uploads that are older than <see cref="UploadsKept"/>: whoever sent them gave up.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - UploadsKept;
        var old = new List<string>();
        await foreach (var (name, writtenAt) in place.ListAsync(FileName.Uploads, ct))
        {
            if (writtenAt < before) old.Add(name);
        }

        foreach (var name in old) await place.DeleteAsync(name, ct);
        return old.Count;
    }

    /// <summary>Names of all files.</summary>
    public async IAsyncEnumerable<string> NamesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var purpose in FileName.Purposes)
        {
            await foreach (var (name, _) in place.ListAsync(purpose, ct)) yield return name;
        }
    }

    /// <summary>Copies a file as it lies there, sealed.</summary>
    /// <returns>Whether there is one.</returns>
    public Task<bool> CopyAsync(string name, Stream to, CancellationToken ct) => place.ReadAsync(name, to, ct);

    /// <summary>
    /// Makes sure that this is the place where the installation's files lie. The first start leaves a mark there, which
    /// a later one has to find: a folder that isn't mounted, or another place by mistake, is told at the start, not by
    /// files that seem never sent.
    /// </summary>
    /// <param name="database">Remembers the mark.</param>
    /// <param name="told">How the place was given, for the message.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidOperationException">The files lie elsewhere.</exception>
    public async Task ProveAsync(NpgsqlDataSource database, string told, CancellationToken ct)
    {
        if (await MarkAsync(database, ct) is not { } mark)
        {
            var mine = FileName.Mark(Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture));
            await PutAsync(mine, new MemoryStream(), 0, ct);
            await using var insert = database.CreateCommand(
                "insert into charity.installation (name, value) values ('files', $1) on conflict (name) do nothing");
            insert.Parameters.AddWithValue($"{mine.Text.Split('/')[^1]} {told}");
            if (await insert.ExecuteNonQueryAsync(ct) == 0) await DeleteAsync(mine, ct);
            mark = (await MarkAsync(database, ct))!;
        }

        var parts = mark.Split(' ', 2);
        await using var found = await OpenAsync(FileName.Mark(parts[0]), ct);
        if (found is null)
        {
            throw new InvalidOperationException($"This installation's files lie in another place than {told}; at first they were in "
                + $"{parts[1]}. Give the right one with --files or CHARITYLEDGER_FILES, or copy all of them here.");
        }
    }

    private static async Task<string?> MarkAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var select = database.CreateCommand("select value from charity.installation where name = 'files'");
        return (string?)await select.ExecuteScalarAsync(ct);
    }

    private async Task<bool> IsSoundAsync(FileName name, CancellationToken ct)
    {
        try
        {
            await using var file = await OpenAsync(name, ct);
            return file is not null;
        }
        catch (BrokenFileException)
        {
            return false;
        }
    }
}
