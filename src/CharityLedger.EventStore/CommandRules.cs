using System.Text;
using CharityLedger.Contracts;

namespace CharityLedger.EventStore;

/// <summary>
/// What a command must be before it may wait among others. A fault here is its maker's; refused at the door, it can't
/// make
/// the database refuse the whole group.
/// </summary>
internal static class CommandRules
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">Says what is wrong.</exception>
    public static void Check(AppendCommand command)
    {
        Text(command.Tenant, 100, "federation");
        Text(command.User, 200, "user");
        Text(command.Key, LedgerCore.MaxKeyLength, "key");
        if (command.CorrelationId is not null) Text(command.CorrelationId, 200, "correlation id");
        if (command.CausationId is not null) Text(command.CausationId, 200, "causation id");
        Require(command.InputHash.Length is > 0 and <= 64, "The digest of the input has 1 to 64 bytes.");
        Require(command.EventCount is > 0 and <= LedgerCore.MaxEvents,
            $"A command has 1 to {LedgerCore.MaxEvents} events.");
        var crosses = false;
        foreach (var write in command.Writes)
        {
            Text(write.Stream, 500, "stream");
            if (write.Tenant is not null) Text(write.Tenant, 100, "federation");
            for (var i = 0; i < write.Events.Count; i++) crosses |= Check(write.Events[i]);
        }

        if (crosses) CheckCrossings(command);
        foreach (var guard in command.Guards) Text(guard.Subject, 500, "bucket");
        foreach (var key in command.DonorKeys) Text(key.Donor, 200, "donor");
        foreach (var change in command.KeyChanges) Text(change.Donor, 200, "donor");
        Require(command.KeyChanges.Select(c => c.Donor).Concat(command.DonorKeys.Select(k => k.Donor)).Distinct().Count()
            == command.KeyChanges.Count + command.DonorKeys.Count, "A key is made or changed in a command once.");
        if (command.ContactDigests.Count > 0) Check(command.ContactDigests, [.. command.DonorKeys.Select(k => k.Donor)]);
    }

    /// <returns>Whether money crosses to another federation in it.</returns>
    private static bool Check(NewEvent @event)
    {
        var crosses = false;
        Text(@event.Type, 500, "event type");
        if (@event.Data.Length is 0 or > LedgerCore.MaxEventBytes)
            throw new ArgumentException($"An event has 1 to {LedgerCore.MaxEventBytes} bytes.");
        for (var i = 0; i < @event.Postings.Count; i++)
        {
            Text(@event.Postings[i].Bucket.ToString(), 500, "bucket");
            Require(IsWhole(@event.Postings, i), "A posting takes positions, or names an outflow that fits it.");
            crosses |= @event.Postings[i] is PostingRequest.Crossing;
        }

        if (@event.Reservations.Count > 0) Check(@event.Reservations);
        return crosses;
    }

    private static void Check(IReadOnlyList<ContactDigests> contacts, HashSet<string> keys)
    {
        Require(contacts.All(c => c.Replaces || keys.Contains(c.Contact)), "A contact whose digests replace none gets its key with them.");
        foreach (var (contact, digests) in contacts)
        {
            Text(contact, 200, "contact");
            Require(digests.Count <= ContactDigests.Most, $"A contact has at most {ContactDigests.Most} digests.");
            Require(digests.Distinct().Count() == digests.Count, "A contact has each digest once.");
        }

        Require(contacts.DistinctBy(c => c.Contact).Count() == contacts.Count, "A contact's digests stand in a command once.");
    }

    private static void Check(IReadOnlyList<Reservation> reservations)
    {
        foreach (var (bucket, fen) in reservations)
        {
            Text(bucket.ToString(), 500, "bucket");
            Require(fen is not 0 and >= -BucketLine.MaxAmount and <= BucketLine.MaxAmount,
                "A reservation is an amount within the limit.");
        }

        Require(reservations.DistinctBy(r => r.Bucket).Count() == reservations.Count,
            "An event reserves of a bucket, or gives back, once.");
    }

    private static bool IsWhole(IReadOnlyList<PostingRequest> postings, int index) => postings[index] switch
    {
        PostingRequest.TransferIn t => LengthOf(postings, index, t.From) is not null,
        PostingRequest.Return { Of: var of } r => of.Position > 0 && of.Posting >= 0 && IsPart(of.Offset)
            && (r.From is not { } from || LengthOf(postings, index, from) == of.Offset.Length),
        PostingRequest.Take take => take.Positions.Count > 0 && take.Positions.All(IsPart),
        _ => true,
    };

    /// <summary>What an outflow before a posting feeds it with, in fen; null where there is none, or where it feeds another too.</summary>
    private static long? LengthOf(IReadOnlyList<PostingRequest> postings, int index, int from) =>
        from < 0 || from >= index || postings.Count(p => Feeding(p) == from) != 1
            ? null
            : postings[from] switch
            {
                PostingRequest.Outflow o => o.AmountFen,
                PostingRequest.Take t => t.Positions.Sum(p => p.Length),
                _ => null,
            };

    private static int? Feeding(PostingRequest posting) => posting switch
    {
        PostingRequest.TransferIn t => t.From,
        PostingRequest.Return r => r.From,
        _ => null,
    };

    /// <summary>Money crosses from an outflow of an earlier event, of another federation, and only once.</summary>
    private static void CheckCrossings(AppendCommand command)
    {
        var events = command.Writes.SelectMany(w => w.Events, (w, e) => (Tenant: command.TenantOf(w), e.Postings)).ToList();
        var seen = new HashSet<(int, int)>();
        for (var i = 0; i < events.Count; i++)
        {
            foreach (var crossing in events[i].Postings.OfType<PostingRequest.Crossing>())
            {
                Require(crossing.Event >= 0 && crossing.Event < i && crossing.Posting >= 0
                    && crossing.Posting < events[crossing.Event].Postings.Count
                    && events[crossing.Event].Postings[crossing.Posting] is PostingRequest.Outflow
                    && events[crossing.Event].Postings.All(p => Feeding(p) != crossing.Posting)
                    && events[crossing.Event].Tenant != events[i].Tenant && seen.Add((crossing.Event, crossing.Posting)),
                    "Money crosses from an outflow of an earlier event of another federation, once.");
            }
        }
    }

    private static bool IsPart(Interval i) => i.From >= 0 && i.To > i.From;

    /// <summary>PostgreSQL's text holds neither U+0000 nor half a character.</summary>
    private static void Text(string text, int longest, string what)
    {
        if (text.Length == 0 || text.Length > longest || text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"A {what} has 1 to {longest} characters, and no U+0000.");
        if (!Ascii.IsValid(text)) Strict.GetByteCount(text);
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds) throw new ArgumentException(rule);
    }
}
