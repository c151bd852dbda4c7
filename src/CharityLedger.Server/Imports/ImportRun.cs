using CharityLedger.Contracts;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Imports;
using CharityLedger.Server.Files;
using CharityLedger.Server.Funds;

namespace CharityLedger.Server.Imports;

/// <summary>
/// Carries out an import that was ordered, on whichever host. It may be started again after it was cut off, and twice
/// at once: a row's stream follows from the row, so that each becomes a gift once, and the first to end says what came
/// of it.
/// </summary>
public sealed class ImportRun(ImportRecords records, FileStore files, DonationImport import, Ledger ledger)
{
    /// <summary>Runs an import to its end, or goes on with it. One that has ended is left as it is.</summary>
    /// <param name="importId">Its id.</param>
    /// <param name="progress">Hears how far it is; every host reads the same in <see cref="ImportRecords"/>.</param>
    /// <param name="ct">Stops after the rows that are being appended; the next run goes on.</param>
    /// <exception cref="ArgumentException">There is no such import.</exception>
    /// <exception cref="LedgerUnavailableException">The database went away: run it again.</exception>
    public async Task RunAsync(string importId, IProgress<ImportProgress> progress, CancellationToken ct)
    {
        var record = await records.FindAsync(importId, ct) ?? throw new ArgumentException($"There is no import {importId}.", nameof(importId));
        if (record.State is ImportState.Done or ImportState.Failed)
        {
            await files.ForgetAsync(record.Upload);
            return;
        }

        try
        {
            var report = await ImportAsync(record, progress, ct);
            await records.EndAsync(record, report, null, ct);
        }
        catch (ImportFileException e)
        {
            await records.EndAsync(record, null, ImportDonations.Of(e), ct);
        }
        catch (LedgerRefusalException e)
        {
            await records.EndAsync(record, null, e.Refusal, ct);
        }
        catch (BrokenFileException)
        {
            await records.EndAsync(record, null, BrokenFileException.Refusal, ct);
        }
    }

    private async Task<ImportReport> ImportAsync(ImportRecord record, IProgress<ImportProgress> progress, CancellationToken ct)
    {
        var (wish, federation) = (record.Wish, record.Caller.Federation);
        var profile = await ImportDonations.ParseProfileAsync(wish.Profile, ct);
        var fund = await ledger.FundAsync(federation, wish.Fund, ct);
        if (wish.Fund is not null && fund is null)
            throw new LedgerRefusalException(new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund"));
        if (fund is { IsClosed: true }) throw new LedgerRefusalException(Fund.Closed("fund"));
        await records.AdvanceAsync(record.Id, new ImportProgress(0, 0), ct);
        var list = await files.OpenAsync(record.Upload, ct) ?? throw new LedgerRefusalException(
            new Refusal(RefusalCode.NotFound, "The list was not imported in time, and is gone. Send it again.", "file"));
        return await import.RunAsync(new ImportOrder(record.Caller, profile, fund, wish.OnKnown, wish.DryRun), list, wish.File, NoteAsync, ct);

        async Task NoteAsync(ImportProgress now)
        {
            await records.AdvanceAsync(record.Id, now, ct);
            progress.Report(now);
        }
    }
}
