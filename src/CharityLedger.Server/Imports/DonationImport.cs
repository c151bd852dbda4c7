using System.Globalization;
using System.Threading.Channels;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Imports;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Imports;

/// <summary>What to import, for whom.</summary>
internal sealed record ImportOrder(Caller Caller, ImportProfile Profile, FundState? Fund, OnKnown OnKnown, bool DryRun);

/// <summary>
/// Takes a donation list into the ledger, two thousand rows a command; while one is appended, the next are read, checked and
/// sealed. A row's gift id follows from its date, donor, amount, remark and how often these stood in the list before; so a row
/// is known when its stream exists, and a run that was cut off goes on where it stopped. Gifts stand in the log in the order of
/// the list: which of them a payment uses must not hang on which command was quicker.
/// </summary>
public sealed class DonationImport(
    Ledger ledger, OpenBooks books, EventReader reader, Ids ids, DonorVault vault, NameScreen names, InputDigests digests)
{
    private const int ChunkRows = 2_000, Ahead = 1;

    /// <summary>Imports a list that lies on this machine.</summary>
    internal Task<ImportReport> RunAsync(
        ImportOrder order, string path, string fileName, Func<ImportProgress, Task> progress, CancellationToken ct) =>
        RunAsync(order, DonationListReader.Open(path, order.Profile, ledger.Today), fileName, progress, ct);

    /// <summary>Imports a list, which is closed in the end.</summary>
    internal Task<ImportReport> RunAsync(
        ImportOrder order, Stream bytes, string fileName, Func<ImportProgress, Task> progress, CancellationToken ct) =>
        RunAsync(order, DonationListReader.Open(bytes, fileName, order.Profile, ledger.Today), fileName, progress, ct);

    private async Task<ImportReport> RunAsync(
        ImportOrder order, DonationListReader opened, string fileName, Func<ImportProgress, Task> progress, CancellationToken ct)
    {
        using var list = opened;
        var chunks = await new ImportChunks(order, list.Sha256, names, ledger, books, reader, ids, vault, digests).BegunAsync(ct);
        var tally = new ImportTally();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var plans = Channel.CreateBounded<Task<ImportPlan>>(Ahead);
        var reading = Task.Run(() => PlanAllAsync(plans.Writer, order.Caller.Federation, list, chunks, stop.Token), ct);
        try
        {
            await foreach (var planning in plans.Reader.ReadAllAsync(ct))
            {
                var plan = await planning;
                tally.Add(await chunks.AppendAsync(plan, ct));
                await progress(new ImportProgress(tally.Done, plan.Chunk.Progress));
            }
        }
        finally
        {
            // The list is closed after this, so nobody may read it any more.
            await stop.CancelAsync();
            await Task.WhenAny(reading);
        }

        var report = tally.Report(fileName, list.Rows, list.StatedTotalFen);
        if (!order.DryRun) await RecordAsync(order, list.Sha256, report, tally, ct);
        await progress(new ImportProgress(tally.Done, 1));
        return report;
    }

    /// <summary>Reads the list and begins to plan its chunks, in order, while those before are appended.</summary>
    private async Task PlanAllAsync(ChannelWriter<Task<ImportPlan>> plans, string tenant, DonationListReader list,
        ImportChunks chunks, CancellationToken ct)
    {
        try
        {
            foreach (var chunk in Identify(tenant, list))
            {
                await plans.WriteAsync(Task.Run(() => chunks.PlanAsync(chunk, ct), ct), ct);
            }

            plans.Complete();
        }
        catch (Exception e)
        {
            // The appending side meets it when it asks for the next plan.
            plans.Complete(e);
        }
    }

    /// <summary>Gives every row its gift id, some rows at a time.</summary>
    private IEnumerable<ListedChunk> Identify(string tenant, DonationListReader list)
    {
        // Rows that stand once are nearly all: a list of a million keeps a digest of each, and counts the others only.
        var seen = new HashSet<(ulong, ulong)>();
        var repeated = new Dictionary<(ulong, ulong), int>();
        var chunk = new ListedChunk();
        foreach (var item in list.ReadRows())
        {
            if (item is DonationRow row)
            {
                string[] parts = [tenant, "listed", row.Date.ToString("O", CultureInfo.InvariantCulture), row.Donor,
                    row.AmountFen.ToString(CultureInfo.InvariantCulture), row.Remark ?? "", ""];
                var digest = KeyedDigest.Plain(parts.AsSpan(..^1));
                var times = seen.Add(digest) ? 1 : repeated[digest] = repeated.GetValueOrDefault(digest, 1) + 1;
                parts[^1] = times.ToString(CultureInfo.InvariantCulture);
                chunk.Rows.Add(new ListedGift(row, ids.Dated(row.Date, parts)));
            }
            else if (item is RefusedRow refused)
            {
                chunk.Refused.Add(new RowRefusal(refused.Sheet, refused.Row, refused.Field, refused.Code, refused.Message));
            }

            if (chunk.Count < ChunkRows) continue;
            chunk.Progress = list.Progress;
            yield return chunk;
            chunk = new ListedChunk();
        }

        chunk.Progress = 1;
        if (chunk.Count > 0) yield return chunk;
    }

    /// <summary>Writes down once that the list was read. Its counts are the same however many runs that took.</summary>
    private async Task RecordAsync(ImportOrder order, string sha256, ImportReport report, ImportTally tally, CancellationToken ct)
    {
        var stream = Streams.List(sha256, order.Fund?.Id);
        var tenant = order.Caller.Federation;
        if ((await reader.VersionsAsync(tenant, [stream], ct)).Count > 0) return;
        // A file's name may name a donor: it stays with the order, which can be forgotten.
        var name = $"list-{await reader.CountStreamsOfAsync(tenant, Streams.TypeOf(stream), ct) + 1}";
        var @event = new DonationListImported(sha256, name, order.Profile.Name, order.Fund?.Id, report.Rows, tally.Own,
            tally.KnownElsewhere, report.RefusedCount, report.ComputedTotalFen, report.StatedTotalFen, ledger.Today);
        var envelope = new Envelope(order.Caller, CommandContext.OwnKeys + "import/" + stream, "record_import", null, sha256);
        var command = new AppendCommand(tenant, order.Caller.User, envelope.Key, digests.Of(envelope),
            [new StreamWrite(stream, ExpectedVersion.NoStream, [NewEvent.Of(@event)])]);
        if ((await books.AppendAsync(command, ct)).Refusal is { Code: not RefusalCode.VersionConflict } refused)
            throw new LedgerRefusalException(refused);
    }
}

/// <summary>A row and the gift id that follows from it.</summary>
internal sealed record ListedGift(DonationRow Row, string Gift)
{
    public string Stream { get; } = Streams.Gift(Gift);
}

/// <summary>Rows of a list that stand together.</summary>
internal sealed class ListedChunk
{
    public List<ListedGift> Rows { get; } = [];

    /// <summary>Those that could not be read as gifts.</summary>
    public List<RowRefusal> Refused { get; } = [];

    public int Count => Rows.Count + Refused.Count;

    /// <summary>How much of the file was read after it, from 0 to 1.</summary>
    public double Progress { get; set; }
}
