using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Register;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Contacts;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// Groups gifts that arrived without a contact (历史捐赠归户): one contact for each strong identifier, a credit code or a name with a phone,
/// to which its gifts are linked. A gift that is somebody's already, or that a person linked or unlinked, is left alone. Each page of
/// gifts is one command under a key of its own, so that a run may be cut off anywhere and goes on where it was.
/// </summary>
public sealed class ContactsJob(
    EventReader reader, OpenBooks books, RegisterQuery register, LooseGifts gifts, GiftGrouping grouping, ProjectionEngine projections,
    TimeProvider clock) : IJob
{
    public const string JobName = "contacts";

    private const int PageSize = 2_000, Attempts = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public string Name => JobName;

    public Daily? Schedule => null;

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken ct)
    {
        var last = await reader.LastPositionAsync(ct);
        // Which gifts are somebody's is read from a model that may still be behind.
        if (!await projections.WaitForAllAsync(last, Patience, ct)) throw new TimeoutException("The read models didn't get to the end of the log.");
        var total = new Figures();
        var tenants = (await register.FederationsAsync(ct)).Select(f => f.Tenant).ToList();
        foreach (var (done, tenant) in tenants.Index())
            await GroupAsync(run, tenant, last, total, p => run.Progress.Report(new JobProgress(done * last + p, tenants.Count * last)), ct);
        return new JobResult([new JobFigure("gifts", total.Looked), new JobFigure("contacts", total.Contacts), new JobFigure("links", total.Links)]);
    }

    private async Task GroupAsync(JobRun run, string tenant, long last, Figures total, Action<long> progress, CancellationToken ct)
    {
        var page = ReadAsync(tenant, 0, last, ct);
        while (true)
        {
            var (rows, opened) = await page;
            if (rows == 0) return;
            var to = opened.To;
            // The next page is read and opened while this one is appended.
            page = ReadAsync(tenant, to, last, ct);
            await AppendAsync(run, tenant, to, opened.Gifts, total, ct);
            total.Looked += rows;
            progress(to);
        }
    }

    private async Task<(int Rows, (long To, IReadOnlyList<OpenedGift> Gifts) Opened)> ReadAsync(
        string tenant, long after, long until, CancellationToken ct)
    {
        var rows = await gifts.EarliestAsync(tenant, after, until, PageSize, ct);
        return rows.Count == 0 ? (0, (after, [])) : (rows.Count, (rows[^1].Position, await gifts.OpenAsync(tenant, rows, ct)));
    }

    private async Task AppendAsync(
        JobRun run, string tenant, long to, IReadOnlyList<OpenedGift> opened, Figures total, CancellationToken ct)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{run.KeyOf(JobName)}/{to}");
        for (var attempt = 1; ; attempt++)
        {
            var plan = await grouping.PlanAsync(tenant, key, opened, clock.Today(), ct);
            if (plan.Command.Writes.Count == 0) return;
            var result = await books.AppendAsync(plan.Command, ct);
            if (result.Refusal is null)
            {
                total.Contacts += plan.Contacts;
                total.Links += plan.Links;
                return;
            }

            // Somebody registered one of them at this moment.
            if (result.Refusal.Code is not (RefusalCode.ContactIdentifierTaken or RefusalCode.VersionConflict) || attempt == Attempts)
                throw new JobRefusedException(result.Refusal);
        }
    }

    private sealed class Figures
    {
        public long Looked { get; set; }

        public long Contacts { get; set; }

        public long Links { get; set; }
    }
}

/// <summary>Orders that job once, when a host starts on a log that a program before 0.4.0 wrote.</summary>
public sealed class ContactsOrder(OldDigests digests, JobBook book, JobCommands jobs) : IHostedService
{
    private static readonly Caller Upgrade = new(Tenants.Installation, "upgrade");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await digests.AreThereAsync(cancellationToken)) return;
        var (state, _) = await book.ReadAsync(ContactsJob.JobName, cancellationToken);
        if (state.Asked.Count > 0 || state.Recent.Count > 0) return;
        var ordered = await jobs.OrderAsync(ContactsJob.JobName, "old-gifts", Upgrade, cancellationToken);
        if (ordered.Refusal is { } refusal) throw new InvalidOperationException($"The grouping of old gifts was refused: {refusal.Message}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
