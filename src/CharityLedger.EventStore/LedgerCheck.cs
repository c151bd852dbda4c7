using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>Something that isn't as the log says.</summary>
/// <param name="Subject">Position, stream or bucket.</param>
/// <param name="Message">What is wrong.</param>
public sealed record Finding(string Subject, string Message);

/// <summary>What a check of the log found.</summary>
/// <param name="Events">Events read.</param>
/// <param name="Buckets">Buckets folded.</param>
/// <param name="BalanceFen">Sum of all buckets, in fen.</param>
/// <param name="Findings">What is wrong; empty where all is well. At most a thousand.</param>
public sealed record LogCheck(long Events, int Buckets, long BalanceFen, IReadOnlyList<Finding> Findings);

/// <summary>
/// Replays the whole log without the core's own code, and compares: positions without gap, versions without gap, every
/// inflow next on its line, every outflow from unspent money, first in first out, amounts of events and postings
/// equal, no part
/// of an outflow back twice, no stream giving back more than it reserved, no reserved money gone, and every bucket as stored.
/// </summary>
public sealed class LedgerCheck(NpgsqlDataSource database)
{
    private const int MostFindings = 1_000;
    private readonly List<Finding> findings = [];
    private readonly Dictionary<(string Tenant, Bucket Bucket), FreeLine> lines = [];
    private readonly Dictionary<(string Tenant, string Stream), long> versions = [];
    private readonly Dictionary<(string Tenant, string Stream), ILedgerEvent> standings = [];
    private readonly Dictionary<(string Tenant, string Stream, Bucket Bucket), long> reserved = [];
    private readonly Dictionary<long, (string Tenant, long Fen)> crossing = [];
    private readonly ReplayedOutflows outflows = new();

    /// <summary>Checks everything up to a position, or to the end.</summary>
    public async Task<LogCheck> RunAsync(IProgress<long>? progress = null, CancellationToken ct = default)
    {
        // One snapshot: the log and the buckets of the same moment.
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var last = (long)(await ScalarAsync(connection, "select coalesce(max(seq_id), 0) from ledger.mt_events", ct))!;
        var expected = 0L;
        for (var after = 0L; after < last; after += 5_000)
        {
            foreach (var stored in await LogReader.ReadPageAsync(connection, after, Math.Min(last, after + 5_000), ct: ct))
            {
                if (stored.Position != ++expected)
                {
                    Find(stored.Position, string.Create(CultureInfo.InvariantCulture, $"position {expected} is missing"));
                    expected = stored.Position;
                }

                Replay(stored);
            }

            progress?.Report(Math.Min(last, after + 5_000));
        }

        foreach (var position in crossing.Keys) Find(position, "what left this federation arrived in none");
        await CompareBucketsAsync(connection, ct);
        await CompareStreamsAsync(connection, ct);
        await CompareListsAsync(connection, ct);
        await CompareDigestsAsync(connection, ct);
        await CompareKeysAsync(connection, ct);
        return new LogCheck(expected, lines.Count, Together(), findings);
    }

    /// <summary>What all buckets hold; the largest number where that has none in 64 bits.</summary>
    private long Together() => (long)Int128.Min(
        lines.Values.Aggregate(Int128.Zero, (sum, line) => sum + line.Balance), long.MaxValue);

    private void Replay(StoredEvent stored)
    {
        var stream = (stored.Tenant, stored.Stream);
        var version = versions.GetValueOrDefault(stream) + 1;
        if (stored.Version != version) Find(stored.Position, $"{stored.Stream} goes from version {version - 1} to {stored.Version}");
        versions[stream] = stored.Version;

        var postings = stored.Headers.Postings ?? [];
        for (var i = 0; i < postings.Count; i++)
        {
            Post(stored, postings[i]);
            if (outflows.Replay(stored, i) is { } problem) Find(stored.Position, $"{postings[i].Bucket}: {problem}");
        }

        var reservations = stored.Headers.Reservations ?? [];
        foreach (var reservation in reservations) Reserve(stored, reservation);
        // Only the whole event says what is left: it may give back and spend, or receive and reserve.
        if (reserved.Count > 0) Cover(stored, postings.Select(p => p.Bucket).Concat(reservations.Select(r => r.Bucket)));

        // A newer program's event is none of this one's business, unless it moves money.
        if (!EventTypes.All.ContainsKey(stored.Type))
        {
            if (postings.Count > 0) Find(stored.Position, $"{stored.Type} moves money, and this program doesn't know it");
            return;
        }

        if (stored.Event is ContactRestricted or ContactRestrictionLifted or ContactErased) standings[stream] = stored.Event;
        Cross(stored, postings);
        if (Expected(stored) is var (inflow, outflow))
        {
            if (postings.Sum(p => p.In?.Length ?? 0) != inflow || postings.Sum(p => p.Out?.Sum(s => s.Length) ?? 0) != outflow)
                Find(stored.Position, $"{stored.Type} states other amounts than its postings move");
        }
        else if (postings.Count > 0)
        {
            Find(stored.Position, $"{stored.Type} moves money, and no rule says how much");
        }
    }

    private void Reserve(StoredEvent stored, Reservation reservation)
    {
        var holder = (stored.Tenant, stored.Stream, reservation.Bucket);
        var holds = reserved[holder] = reserved.GetValueOrDefault(holder) + reservation.Fen;
        if (holds < 0) Find(stored.Position, $"{reservation.Bucket}: {stored.Stream} gives back more than it reserved");
        LineOf(stored.Tenant, reservation.Bucket).Reserved += reservation.Fen;
    }

    private void Cover(StoredEvent stored, IEnumerable<Bucket> touched)
    {
        foreach (var bucket in touched)
        {
            if (lines[(stored.Tenant, bucket)] is { Reserved: > 0 } line && line.Balance < line.Reserved)
                Find(stored.Position, $"{bucket}: what is reserved is more than what lies there");
        }
    }

    private FreeLine LineOf(string tenant, Bucket bucket)
    {
        if (!lines.TryGetValue((tenant, bucket), out var line)) lines[(tenant, bucket)] = line = new FreeLine();
        return line;
    }

    /// <summary>What leaves one federation for another arrives there: the same amount, once, from nowhere else.</summary>
    private void Cross(StoredEvent stored, IReadOnlyList<Posting> postings)
    {
        if (stored.Event is AllianceMoneySent sent) crossing[stored.Position] = (stored.Tenant, sent.AmountFen);
        if (stored.Event is AllianceGoodsSent { ValueFen: > 0 } goods) crossing[stored.Position] = (stored.Tenant, goods.ValueFen);
        foreach (var posting in postings)
        {
            if (posting.Across is not { } source) continue;
            if (!crossing.Remove(source.Position, out var left) || left.Tenant == stored.Tenant || left.Fen != posting.AmountFen)
                Find(stored.Position, $"{posting.Bucket}: no other federation sent this at position {source.Position}");
        }
    }

    private void Post(StoredEvent stored, Posting posting)
    {
        var line = LineOf(stored.Tenant, posting.Bucket);
        var problem = posting.In is { } inflow
            ? line.Receive(inflow, isReturn: posting.Of is not null)
            : line.Spend(posting.Out!, fifo: !IsOfOne(stored));
        if (problem is not null) Find(stored.Position, $"{posting.Bucket}: {problem}");
    }

    /// <summary>Whether an event takes the own money of a gift or of a trust's entry, wherever it lies, and not its bucket's first.</summary>
    private static bool IsOfOne(StoredEvent stored) => stored.Type switch
    {
        var unknown when !EventTypes.All.ContainsKey(unknown) => false,
        "gift_refunded" => true,
        "use_changed" => stored.Event is UseChanged { Gift: not null },
        "trust_entry_reversed" => stored.Event is TrustEntryReversed { Kind: not TrustEntryKind.Fee },
        _ => false,
    };

    /// <summary>What flows in and out by the event itself, in fen; null where it moves no money.</summary>
    private static (long In, long Out)? Expected(StoredEvent stored) => stored.Event switch
    {
        GiftReceived e => (e.Parts.Sum(p => p.AmountFen) == e.AmountFen ? e.AmountFen : -1, 0),
        MoneyAllocated e => (e.AmountFen, e.AmountFen),
        PaymentMade e => (0, e.AmountFen),
        PaymentReversed e => (e.AmountFen, 0),
        GiftRefunded e => (0, e.AmountFen),
        MoneyMoved e => (0, e.FeeFen),
        GoodsReceived e => (e.ValueFen, 0),
        GoodsDistributed e => (0, e.ValueFen),
        GoodsDistributionReversed e => (e.ValueFen, 0),
        GoodsSold e => (e.NetFen, e.ValueFen),
        GoodsWrittenOff e => (0, e.ValueFen),
        GoodsReturned e => (0, e.ValueFen),
        ServiceReceived e => (e.ValueFen, e.ValueFen),
        LotteryIndicatorIssued e => (e.AmountFen, 0),
        LotteryIndicatorDecomposed e => (e.AmountFen, e.AmountFen),
        LotteryTranchePaid e => (e.AmountFen, e.AmountFen),
        LotteryExpenditureMade e => (0, e.AmountFen),
        LotteryExpenditureReversed e => (e.AmountFen, 0),
        LotteryCarriedOver e => (e.AmountFen, e.AmountFen),
        LotteryMoneyRecovered e => (0, e.AmountFen),
        AllianceMoneySent e => (0, e.AmountFen),
        AllianceMoneyReceived e => (e.AmountFen, 0),
        AllianceGoodsSent e => (0, e.ValueFen),
        AllianceGoodsReceived e => (e.ValueFen, 0),
        AgencyReceived e => (e.AmountFen, 0),
        AgencyDelivered e => (0, e.AmountFen),
        IncomeReceived e => (e.AmountFen, 0),
        PrincipalReleased e => (e.AmountFen, e.AmountFen),
        TimeRestrictionLapsed e => (e.AmountFen, e.AmountFen),
        UseChanged e => (e.AmountFen, e.AmountFen),
        TrustContributionReceived e => (e.AmountFen, 0),
        TrustFunded e => (e.AmountFen, e.AmountFen),
        TrustIncomeReceived e => (e.AmountFen, 0),
        TrustFeePaid e => (e.To is null ? 0 : e.AmountFen, e.AmountFen),
        TrustDistributed e => (0, e.AmountFen),
        TrustDistributionReversed e => (e.AmountFen, 0),
        TrustEntryReversed { Kind: TrustEntryKind.Contribution or TrustEntryKind.Income } e => (0, e.AmountFen),
        TrustEntryReversed e => (e.AmountFen, e.Other is null ? 0 : e.AmountFen),
        TrustResidueTransferred e => (e.AmountFen, e.AmountFen),
        _ => null,
    };

    private async Task CompareBucketsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var seen = 0;
        await using var command = new NpgsqlCommand("select tenant, id, in_total, pointer, holes, returns, floor from charity.bucket", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            seen++;
            var name = reader.GetString(0) + "/" + reader.GetString(1);
            var key = (reader.GetString(0), Bucket.Stored(reader.GetString(1)));
            var line = lines.GetValueOrDefault(key) ?? new FreeLine();
            var stored = (reader.GetInt64(2), reader.GetInt64(3), string.Join(',', reader.GetFieldValue<long[]>(4)), reader.GetInt64(5),
                reader.GetInt64(6));
            var folded = (line.Total, line.Pointer, string.Join(',', line.Holes()), line.Returns, line.Reserved);
            if (stored != folded) Find(name, $"the bucket holds {stored}, the log says {folded}");
        }

        if (seen != lines.Count) Find("buckets", $"{lines.Count} in the log, {seen} stored");
    }

    private async Task CompareStreamsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var seen = 0;
        await using var command = new NpgsqlCommand("select tenant_id, id, version from ledger.mt_streams", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            seen++;
            var version = versions.GetValueOrDefault((reader.GetString(0), reader.GetString(1)));
            if (version != reader.GetInt64(2)) Find(reader.GetString(1), $"the stream is at {reader.GetInt64(2)}, the log says {version}");
        }

        if (seen != versions.Count) Find("streams", $"{versions.Count} in the log, {seen} stored");
    }

    private async Task CompareListsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var missing = versions.Keys.Where(k => Streams.Listed.Contains(Streams.TypeOf(k.Stream))).ToHashSet();
        await using var command = new NpgsqlCommand("select tenant, type, id from charity.listed_stream", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (tenant, type, id) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
            if (!missing.Remove((tenant, id)) || type != Streams.TypeOf(id)) Find(id, $"the stream is listed under “{type}”; the log has none such");
        }

        foreach (var (_, stream) in missing) Find(stream, "the stream is in no list of its kind");
    }

    /// <summary>Whether what contacts are found by belongs to contacts that are there and were not erased. That it answers to what is
    /// sealed of them can't be seen without their keys.</summary>
    private async Task CompareDigestsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select distinct d.tenant, d.contact, k.donor is null from charity.contact_digest d
            left join charity.donor_key k on k.tenant = d.tenant and k.donor = d.contact
            """, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var contact = Streams.Contact(reader.GetString(1));
            if (!versions.ContainsKey((reader.GetString(0), contact))) Find(contact, "digests lead to a contact that the log doesn't know");
            else if (reader.GetBoolean(2)) Find(contact, "digests lead to a contact whose key was destroyed");
        }
    }

    /// <summary>Whether the keys of contacts lie as the log says: none of one that was erased, and none that opens of one that is
    /// restricted.</summary>
    private async Task CompareKeysAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var known = new Dictionary<(string Tenant, string Stream), bool>();
        await using var command = new NpgsqlCommand("""
            select k.tenant, k.donor, r.donor is not null from charity.donor_key k
            left join charity.restricted_key r on r.tenant = k.tenant and r.donor = k.donor
            where k.donor = any($1)
            """, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(standings.Keys.Select(k => k.Stream[Streams.Contact("").Length..]).Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) known[(reader.GetString(0), Streams.Contact(reader.GetString(1)))] = reader.GetBoolean(2);
        foreach (var (contact, last) in standings)
        {
            bool? restricted = known.TryGetValue(contact, out var found) ? found : null;
            if (last is ContactErased && restricted is not null) Find(contact.Stream, "the contact was erased, and its key is there");
            if (last is ContactRestricted && restricted is false) Find(contact.Stream, "the contact is restricted, and its key opens");
            if (last is ContactRestrictionLifted && restricted is true) Find(contact.Stream, "the contact is free, and its key doesn't open");
        }
    }

    private void Find(object subject, string message)
    {
        if (findings.Count < MostFindings)
            findings.Add(new Finding(Convert.ToString(subject, CultureInfo.InvariantCulture)!, message));
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    /// <summary>
    /// A bucket's line as its unspent intervals, ascending: deliberately another way than the core's.
    /// </summary>
    private sealed class FreeLine
    {
        private readonly LinkedList<Interval> free = new();

        public long Total { get; private set; }

        public long Returns { get; private set; }

        public long Reserved { get; set; }

        public long Balance => free.Sum(i => i.Length);

        public long Pointer => free.First?.Value.From ?? Total;

        public string? Receive(Interval interval, bool isReturn)
        {
            if (interval.From != Total || interval.Length <= 0) return $"an inflow lies at [{interval.From},{interval.To}), the line ends at {Total}";
            Total = interval.To;
            if (isReturn) Returns++;
            if (free.Last is { } last && last.Value.To == interval.From) last.Value = last.Value with { To = interval.To };
            else free.AddLast(interval);
            return null;
        }

        public string? Spend(IReadOnlyList<Interval> slices, bool fifo)
        {
            foreach (var slice in slices)
            {
                var node = free.First;
                while (node is not null && node.Value.To <= slice.From) node = node.Next;
                if (node is null || slice.Length <= 0 || slice.From < node.Value.From || slice.To > node.Value.To)
                    return $"[{slice.From},{slice.To}) was spent before";
                if (fifo && (node.Previous is not null || node.Value.From != slice.From)) return $"[{slice.From},{slice.To}) is not the first unspent money";
                if (node.Value.From < slice.From) free.AddBefore(node, node.Value with { To = slice.From });
                if (slice.To < node.Value.To) node.Value = node.Value with { From = slice.To };
                else free.Remove(node);
            }

            return null;
        }

        public IEnumerable<long> Holes()
        {
            var at = Pointer;
            foreach (var interval in free)
            {
                if (interval.From > at)
                {
                    yield return at;
                    yield return interval.From;
                }

                at = interval.To;
            }

            if (at >= Total) yield break;
            yield return at;
            yield return Total;
        }
    }
}
