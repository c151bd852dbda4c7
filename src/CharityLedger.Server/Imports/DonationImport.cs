using System.Globalization;
using System.Runtime.InteropServices;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Imports;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Imports;

/// <summary>What to import, for whom.</summary>
internal sealed record ImportOrder(Caller Caller, ImportProfile Profile, FundState? Fund, OnKnown OnKnown, bool DryRun);

/// <summary>
/// Takes a donation list into the ledger, a thousand rows a command, some commands under way at once. A row's gift id
/// follows from its date, donor, amount, remark and how often these stood in the list before; so a row is known when its
/// stream exists, and a run that was cut off goes on where it stopped. Gifts stand in the log in the order of the list:
/// which of them a payment uses must not hang on which command was quicker.
/// </summary>
public sealed class DonationImport(Ledger ledger, LedgerCore core, EventReader reader, Ids ids, DonorVault vault)
{
    private const int ChunkRows = 1_000, Ahead = 4;

    internal async Task<ImportReport> RunAsync(
        ImportOrder order, string path, string fileName, Func<ImportProgress, Task> progress, CancellationToken ct)
    {
        using var list = DonationListReader.Open(path, order.Profile, ledger.Today);
        var chunks = new ImportChunks(order, list.Sha256, ledger, core, reader, ids, vault);
        var tally = new ImportTally();
        var planning = new Queue<Task<ImportPlan>>();
        var appending = new Queue<Task<ChunkResult>>();
        try
        {
            foreach (var rows in Identify(order.Caller.Federation, list.ReadRows(), tally).Chunk(ChunkRows))
            {
                planning.Enqueue(Task.Run(() => chunks.PlanAsync(rows, ct), ct));
                if (planning.Count == Ahead) appending.Enqueue(chunks.AppendAsync(await planning.Dequeue(), ct));
                if (appending.Count < Ahead) continue;
                tally.Add(await appending.Dequeue());
                await progress(new ImportProgress(tally.Done, list.Progress));
            }

            while (planning.TryDequeue(out var plan)) appending.Enqueue(chunks.AppendAsync(await plan, ct));
            while (appending.TryDequeue(out var chunk)) tally.Add(await chunk);
        }
        catch
        {
            // What was begun is finished also when the rest of the list can't be taken; the first failure is the one told.
            await Task.WhenAny(Task.WhenAll([.. planning, .. appending]));
            throw;
        }

        var report = tally.Report(fileName, list.Rows, list.StatedTotalFen);
        if (!order.DryRun) await RecordAsync(order, list.Sha256, report, tally, ct);
        await progress(new ImportProgress(tally.Done, 1));
        return report;
    }

    /// <summary>Gives every row its gift id; refused rows are only counted.</summary>
    private IEnumerable<ListedGift> Identify(string tenant, IEnumerable<ImportItem> items, ImportTally tally)
    {
        var seen = new Dictionary<UInt128, int>();
        foreach (var item in items)
        {
            if (item is RefusedRow refused)
            {
                tally.Refuse(new RowRefusal(refused.Sheet, refused.Row, refused.Field, refused.Code, refused.Message));
                continue;
            }

            var row = (DonationRow)item;
            string[] parts = [tenant, "listed", row.Date.ToString("O", CultureInfo.InvariantCulture), row.Donor,
                row.AmountFen.ToString(CultureInfo.InvariantCulture), row.Remark ?? ""];
            ref var times = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, ids.Key(parts), out _);
            times++;
            yield return new ListedGift(row, ids.Dated(row.Date, [.. parts, times.ToString(CultureInfo.InvariantCulture)]));
        }
    }

    /// <summary>Writes down once that the list was read. Its counts are the same however many runs that took.</summary>
    private async Task RecordAsync(ImportOrder order, string sha256, ImportReport report, ImportTally tally, CancellationToken ct)
    {
        var stream = Streams.List(sha256, order.Fund?.Id);
        var tenant = order.Caller.Federation;
        if ((await reader.VersionsAsync(tenant, [stream], ct)).Count > 0) return;
        var name = Check.Text(report.File, "file") is null ? report.File : "list";
        var @event = new DonationListImported(sha256, name, order.Profile.Name, order.Fund?.Id, report.Rows, tally.Own,
            tally.KnownElsewhere, report.RefusedCount, report.ComputedTotalFen, report.StatedTotalFen, ledger.Today);
        var command = new AppendCommand(tenant, order.Caller.User, "import-" + stream, Convert.FromHexString(sha256),
            [new StreamWrite(stream, ExpectedVersion.NoStream, [NewEvent.Of(@event)])]);
        if (await core.AppendAsync(command, ct) is AppendResult.Refused { Reason: not AppendRefusal.VersionConflict } refused)
            throw new LedgerRefusalException(Problems.Of(refused));
    }
}

/// <summary>A row and the gift id that follows from it.</summary>
internal sealed record ListedGift(DonationRow Row, string Gift);
