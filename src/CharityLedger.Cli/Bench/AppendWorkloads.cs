using System.Globalization;
using CharityLedger.EventStore;

namespace CharityLedger.Cli.Bench;

/// <summary>Callers who each wait for the answer to one gift before they bring the next.</summary>
/// <param name="callers">How many wait at once.</param>
/// <param name="isHot">Whether all gifts are for one fund, and so touch one bucket.</param>
/// <param name="ledger">The ledger's database.</param>
/// <param name="raw">The floor's database.</param>
/// <param name="turn">How long a turn takes.</param>
internal sealed class CallersWorkload(
    int callers, bool isHot, ScratchDatabase ledger, ScratchDatabase raw, TimeSpan turn) : Workload
{
    private readonly SampleGifts gifts = new();
    private readonly LedgerCore core = new(ledger.Store, ledger.ConnectionString, TimeProvider.System);
    private RawLog? floor;

    public override string Name =>
        string.Create(CultureInfo.InvariantCulture, $"{(isHot ? "hot fund" : "append")}, {callers} callers");

    public override string Floor =>
        string.Create(CultureInfo.InvariantCulture, $"one insert for each group of {callers}");

    public override async Task PrepareAsync(CancellationToken ct)
    {
        await core.MustAppendAsync(Next(), ct);
        floor = await RawLog.OpenAsync(raw, ledger, ct);
    }

    public override async Task<Turn> FloorAsync(CancellationToken ct) =>
        await floor!.InsertGroupsAsync(callers, turn, ct);

    public override Task<Turn> LedgerAsync(CancellationToken ct) =>
        Turn.OfCallersAsync(callers, turn, () => core.MustAppendAsync(Next(), ct));

    public override ValueTask DisposeAsync() => core.DisposeAsync();

    private AppendCommand Next() => gifts.Gift(isHot || Random.Shared.Next(2) == 0 ? SampleGifts.Fund : null);
}

/// <summary>Commands of a thousand gifts, some under way at once.</summary>
internal sealed class BulkWorkload(ScratchDatabase ledger, ScratchDatabase raw, int events) : Workload
{
    /// <summary>How many commands are under way at once.</summary>
    public const int UnderWay = 8;

    private readonly SampleGifts gifts = new();
    private readonly LedgerCore core = new(ledger.Store, ledger.ConnectionString, TimeProvider.System);
    private RawLog? floor;

    public override string Name => "bulk";

    public override string Floor => "binary COPY in one go";

    public override async Task PrepareAsync(CancellationToken ct)
    {
        await core.MustAppendAsync(gifts.Thousand(), ct);
        floor = await RawLog.OpenAsync(raw, ledger, ct);
    }

    public override async Task<Turn> FloorAsync(CancellationToken ct) => await floor!.CopyAsync(events, ct);

    /// <summary>Making the commands is not the core's work, and is done before.</summary>
    public override async Task<Turn> LedgerAsync(CancellationToken ct)
    {
        var commands = Enumerable.Range(0, events / 1_000).Select(_ => gifts.Thousand()).ToList();
        return await Turn.OfAsync(async () =>
        {
            var some = new ParallelOptions { MaxDegreeOfParallelism = UnderWay, CancellationToken = ct };
            await Parallel.ForEachAsync(commands, some, async (command, token) => await core.MustAppendAsync(command, token));
            return commands.Count * 1_000L;
        });
    }

    public override ValueTask DisposeAsync() => core.DisposeAsync();
}

internal static class MustAppend
{
    /// <summary>A refusal would make the figures meaningless.</summary>
    public static async Task MustAppendAsync(this LedgerCore core, AppendCommand command, CancellationToken ct)
    {
        if (await core.AppendAsync(command, ct) is not AppendResult.Appended)
            throw new InvalidOperationException("The ledger refused a sample command.");
    }
}
