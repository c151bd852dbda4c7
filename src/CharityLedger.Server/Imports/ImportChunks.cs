using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Accounting;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Donors;
using CharityLedger.EventStore;
using CharityLedger.Imports;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Imports;

/// <summary>Takes rows of one list into the ledger, as many as make one command.</summary>
internal sealed class ImportChunks(
    ImportOrder order, string list, NameScreen names, Ledger ledger, OpenBooks books, EventReader reader, Ids ids, DonorVault vault,
    InputDigests digests)
{
    private const int Attempts = 5;
    private readonly string tenant = order.Caller.Federation;
    private readonly string run = "import-" + Guid.CreateVersion7();
    private IReadOnlySet<string> onHold = new HashSet<string>();
    private Screen? screen;
    private FundAsRead fund = new(order.Fund, []);
    private int commands;

    /// <summary>Reads the lists of blocked names, and which gifts are held, or were: few, so that rows are looked up here.</summary>
    public async Task<ImportChunks> BegunAsync(CancellationToken ct)
    {
        screen = await names.OfAsync(tenant, ct);
        var (state, unchanged) = await ledger.EnteredFundAsync(tenant, order.Fund?.Id, ct);
        if (state is { IsClosed: true }) throw new LedgerRefusalException(Domain.Funds.Fund.Closed("fund"));
        fund = new FundAsRead(state, unchanged);
        onHold = (await reader.ReadStreamsOfAsync(tenant, "hold", ct)).Select(e => e.Stream).ToHashSet(StringComparer.Ordinal);
        return this;
    }

    /// <summary>Appends what a plan holds.</summary>
    public async Task<ChunkResult> AppendAsync(ImportPlan plan, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (order.DryRun || plan.Writes.Count == 0) return plan.Result;
            // A key of this run alone: whoever imports the same list at this moment must not take these gifts for its own.
            var key = string.Create(CultureInfo.InvariantCulture, $"{run}-{Interlocked.Increment(ref commands)}");
            var digest = digests.Of(new Envelope(order.Caller, key, "import_donations", null, plan.Input));
            var command = new AppendCommand(tenant, order.Caller.User, key, digest, [.. plan.Writes, .. plan.Screen.Asserted, .. plan.Fund.Asserted])
            {
                DonorKeys = plan.Keys,
            };
            switch ((await books.AppendAsync(command, ct)).Refusal)
            {
                case null:
                    return plan.Result;
                case { Code: RefusalCode.VersionConflict or RefusalCode.PeriodClosed } when attempt < Attempts:
                    // Somebody else imports the same list at this moment, loaded a list of names, amended the fund, or closed a month: look again.
                    await BegunAsync(ct);
                    plan = await PlanAsync(plan.Chunk, ct);
                    continue;
                case { } refusal:
                    throw new LedgerRefusalException(refusal);
            }
        }
    }

    /// <summary>Decides which rows are new, and what to do with the rest as was ordered.</summary>
    public async Task<ImportPlan> PlanAsync(ListedChunk chunk, CancellationToken ct)
    {
        var versions = await reader.VersionsAsync(tenant, [.. chunk.Rows.Select(r => r.Stream)], ct);
        var known = await reader.ReadFirstAsync(tenant, [.. versions.Keys], ct);
        var months = await books.StateAsync(tenant, ct);
        using var sealer = vault.Sealer(tenant);
        var plan = new ImportPlan(chunk, screen!, fund);
        var repeated = new List<(ListedGift Row, GiftReceived Known)>();
        foreach (var row in chunk.Rows)
        {
            if (!known.TryGetValue(row.Stream, out var stored)) Receive(plan, months, sealer, row, row.Gift);
            else if (((GiftReceived)stored.Event) is var gift && gift.Source?.List == list) plan.CountOwn(row);
            else repeated.Add((row, gift));
        }

        if (repeated.Count > 0) await RepeatAsync(plan, months, sealer, repeated, ct);
        return plan;
    }

    /// <summary>
    /// Rows that some other list, or another row, brought before. Whatever the order, one that has become a further gift, by an
    /// import or by the accountant's word, is that gift.
    /// </summary>
    private async Task RepeatAsync(
        ImportPlan plan, BooksState months, DonorSealer sealer, List<(ListedGift Row, GiftReceived Known)> repeated, CancellationToken ct)
    {
        var existing = await reader.VersionsAsync(tenant,
            [.. repeated.SelectMany(r => new[] { Streams.Gift(AnotherId(r.Row)), Streams.Held(HeldId(r.Row)) })], ct);
        foreach (var (row, gift) in repeated)
        {
            if (existing.ContainsKey(Streams.Gift(AnotherId(row))))
            {
                plan.CountOwn(row);
                continue;
            }

            if (onHold.Contains(Streams.Hold(AnotherId(row))))
            {
                plan.CountScreened(row);
                continue;
            }

            if (order.OnKnown == OnKnown.Import)
            {
                Receive(plan, months, sealer, row, AnotherId(row));
                continue;
            }

            plan.CountKnown(row);
            if (order.OnKnown == OnKnown.Hold && !existing.ContainsKey(Streams.Held(HeldId(row)))) Hold(plan, sealer, row, gift.Gift);
        }
    }

    /// <summary>Receives a row, or holds it where a name is on a list or a word on its source is missing.</summary>
    private void Receive(ImportPlan plan, BooksState months, DonorSealer sealer, ListedGift row, string id)
    {
        if (onHold.Count > 0 && onHold.Contains(Streams.Hold(id)))
        {
            plan.CountScreened(row);
            return;
        }

        var (donor, key) = Seal(sealer, id, row.Row);
        var purpose = order.Profile.Remarks == RemarkUse.Purpose ? row.Row.Remark : null;
        var decision = Gift.Receive(new IncomingGift(id, order.Fund?.Id, null, purpose, row.Row.AmountFen,
            row.Row.Channel ?? "list", donor, At(row), row.Row.Date), plan.Fund.State, ledger.Today);
        if ((decision.Refusal ?? months.Refuse(row.Row.Date)) is { } refusal)
        {
            plan.Refuse(new RowRefusal(row.Row.Sheet, row.Row.Row, refusal.Field ?? "row", refusal.Code.Text(), refusal.Message));
            return;
        }

        if (plan.Screen.Hold(decision.Value, row.Row.Donor) is { } hold)
        {
            plan.Write(Streams.Hold(id), NewEvent.Of(hold), key);
            plan.CountScreened(row);
            return;
        }

        plan.Write(Streams.Gift(id), NewEvent.Of(decision.Value, ReceiveGift.Inflows(decision.Value)), key);
        plan.CountImported(row);
    }

    private void Hold(ImportPlan plan, DonorSealer sealer, ListedGift row, string known)
    {
        var id = HeldId(row);
        var (donor, key) = Seal(sealer, id, row.Row);
        var purpose = order.Profile.Remarks == RemarkUse.Purpose ? row.Row.Remark : null;
        plan.Write(Streams.Held(id), NewEvent.Of(new DonationHeld(id, known, At(row),
            order.Fund?.Id, row.Row.AmountFen, donor, purpose, row.Row.Date)), key);
        plan.CountHeld();
    }

    private (DonorRef, DonorKey?) Seal(DonorSealer sealer, string id, DonationRow row)
    {
        var kind = DonorKinds.Of(row.Donor);
        var naming = kind == DonorKind.Anonymous ? DonorNaming.Withheld : order.Profile.DonorNaming;
        var note = order.Profile.Remarks == RemarkUse.Note ? row.Remark : null;
        if (row.Donor.Length == 0 && note is null && row.Phone is null) return (new DonorRef(id, kind, naming, null), null);
        return sealer.Seal(id, kind, naming, new DonorDetails(row.Donor, row.Phone, note));
    }

    private string HeldId(ListedGift row) => ListIds.Held(ids, tenant, row.Row.Date, At(row));

    private string AnotherId(ListedGift row) => ListIds.Another(ids, tenant, row.Row.Date, At(row));

    private ListRow At(ListedGift row) => new(list, row.Row.Sheet, row.Row.Row);
}

/// <summary>A refusal in the middle of an import.</summary>
public sealed class LedgerRefusalException(Refusal refusal) : Exception(refusal.Message)
{
    /// <summary>The refusal.</summary>
    public Refusal Refusal { get; } = refusal;
}
