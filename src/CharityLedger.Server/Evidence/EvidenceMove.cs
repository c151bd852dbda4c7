using CharityLedger.Server.Files;

namespace CharityLedger.Server.Evidence;

/// <summary>
/// Brings the evidence that older programs kept in the data folder into the store of files, one file at a time: an old
/// file goes only after the new one was read back whole. A start that is interrupted goes on with what is left; a
/// second start finds nothing.
/// </summary>
internal sealed class EvidenceMove(EvidenceStore store, string dataFolder)
{
    private readonly string root = Path.Combine(dataFolder, "evidence");

    /// <summary>Moves all of it.</summary>
    /// <param name="say">Hears how many were moved, and of those that stay because their bytes are not what their name
    /// says.</param>
    /// <param name="ct">Gives up; the next start goes on.</param>
    public async Task RunAsync(Action<string> say, CancellationToken ct)
    {
        if (!Directory.Exists(root)) return;
        var moved = 0;
        foreach (var federation in Directory.EnumerateDirectories(root))
        {
            foreach (var path in Directory.EnumerateFiles(federation, "*", SearchOption.AllDirectories))
            {
                // What was never finished was never acknowledged.
                if (path.EndsWith(".unfinished", StringComparison.Ordinal)) File.Delete(path);
                else if (await MoveAsync(Path.GetFileName(federation), path, ct)) moved++;
                else say($"{path} stays where it is: its bytes do not have the digest of its name.");
            }

            RemoveEmpty(federation);
        }

        RemoveEmpty(root);
        if (moved > 0) say($"Moved {moved} files of evidence from {root} into the store of files.");
    }

    private async Task<bool> MoveAsync(string federation, string path, CancellationToken ct)
    {
        var sha256 = Path.GetFileName(path);
        if (!FileName.IsEvidence(federation, sha256)) return false;
        try
        {
            await using (var old = File.OpenRead(path))
            {
                if (await store.SaveAsync(federation, sha256, old, ct) is null) return false;
            }
        }
        catch (FileNotFoundException)
        {
            // Another start on this folder was quicker.
            return true;
        }

        await using (await store.OpenAsync(federation, sha256, ct)
            ?? throw new InvalidOperationException($"{path} was written into the store of files, but isn't there."))
        {
            File.Delete(path);
        }

        return true;
    }

    private static void RemoveEmpty(string folder)
    {
        foreach (var inner in Directory.Exists(folder) ? Directory.GetDirectories(folder) : []) RemoveEmpty(inner);
        try
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
        catch (DirectoryNotFoundException)
        {
            // Another start on this folder was quicker.
        }
    }
}
