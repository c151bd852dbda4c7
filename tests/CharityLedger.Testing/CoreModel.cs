using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.EventStore;

namespace CharityLedger.Testing;

/// <summary>
/// What the core must do, written a second time in the plainest way: every fen of a bucket is one flag, every command
/// works
/// on a copy of everything, and every answer and posting is a line of text.
/// </summary>
public sealed class CoreModel
{
    private Book book = new();

    /// <summary>The log: stream, version, key of the command on its first event, and where the money lies.</summary>
    public IReadOnlyList<string> Log => book.Log;

    /// <summary>Unspent fen of each bucket that money ever moved in.</summary>
    public IReadOnlyDictionary<string, int> Balances =>
        book.Pots.ToDictionary(p => p.Key, p => p.Value.Spent.Count(spent => !spent), StringComparer.Ordinal);

    /// <summary>What is reserved of each bucket.</summary>
    public IReadOnlyDictionary<string, int> Reserved =>
        book.Pots.ToDictionary(p => p.Key, p => p.Value.Reserved, StringComparer.Ordinal);

    /// <summary>The identifiers of each contact.</summary>
    public IEnumerable<string> Contacts => book.Contacts.SelectMany(c => c.Value, (c, i) => $"{c.Key} {i}").Order(StringComparer.Ordinal);

    /// <summary>Carries a command out, or not, and says what the core must answer.</summary>
    public string Answer(AppendCommand command)
    {
        var hash = Convert.ToHexString(command.InputHash);
        if (book.Answers.TryGetValue(command.Key, out var earlier))
            return earlier.Hash == hash ? earlier.Answer : $"refused IdempotencyConflict {command.Key}";

        var copy = book.Copy();
        if (Refusal(copy, command) is { } refusal) return "refused " + refusal;
        var answer = $"appended {book.Log.Count + 1}-{copy.Log.Count}";
        copy.Answers[command.Key] = (hash, answer);
        book = copy;
        return answer;
    }

    /// <summary>A posting as a line of the model.</summary>
    public static string Line(Posting p) => p.Out is not null
        ? $"{p.Bucket} out {string.Join(',', p.Out.Select(Of))}"
        : $"{p.Bucket} in {Of(p.In!.Value)}{(p.From is { } f ? $" from {f}" : "")}"
            + (p.Of is { } o ? $" of {o.Position}.{o.Posting} {Of(o.Offset)}" : "");

    /// <summary>A reservation as a line of the model.</summary>
    public static string Line(Reservation r) => string.Create(CultureInfo.InvariantCulture, $"{r.Bucket} reserves {r.Fen}");

    private static string Of(Interval i) => string.Create(CultureInfo.InvariantCulture, $"[{i.From},{i.To})");

    private static string? Refusal(Book book, AppendCommand command)
    {
        foreach (var guard in command.Guards)
        {
            if (guard is ReturnsGuard returns && book.Pot(returns.Bucket).Returns != returns.Returns) return $"TraceChanged {returns.Bucket}";
            if (guard is EmptyGuard empty && !book.IsEmpty(empty.Bucket.ToString())) return $"NotEmpty {empty.Bucket}";
        }

        foreach (var key in command.DonorKeys)
            if (!book.Donors.Add(key.Donor)) return $"VersionConflict donor/{key.Donor}";
        foreach (var wanted in command.ContactDigests)
        {
            foreach (var identifier in wanted.Identifiers)
            {
                var other = book.Contacts.Where(c => c.Key != wanted.Contact && !wanted.Kin.Contains(c.Key) && c.Value.Contains(identifier))
                    .Select(c => c.Key).Order(StringComparer.Ordinal).FirstOrDefault();
                if (other is not null) return "IdentifierTaken " + other;
            }

            book.Contacts[wanted.Contact] = [.. wanted.Identifiers];
        }

        var first = true;
        foreach (var write in command.Writes)
        {
            var version = book.Versions.GetValueOrDefault(write.Stream);
            if (write.Expected.Value >= 0 && write.Expected.Value != version) return $"VersionConflict {write.Stream}";
            foreach (var @event in write.Events)
            {
                var lines = new List<(string Text, List<int> Fens)>();
                foreach (var back in @event.Reservations.Where(r => r.Fen < 0))
                    if (!book.Pot(back.Bucket).Reserve((int)back.Fen)) return $"InsufficientFunds {back.Bucket}";
                foreach (var posting in @event.Postings)
                    if (Post(book, posting, lines) is { } refusal) return $"{refusal} {posting.Bucket}";
                foreach (var more in @event.Reservations.Where(r => r.Fen > 0))
                    if (!book.Pot(more.Bucket).Reserve((int)more.Fen)) return $"InsufficientFunds {more.Bucket}";
                lines.AddRange(@event.Reservations.Select(r => (Line(r), new List<int>())));
                book.Versions[write.Stream] = ++version;
                book.Log.Add($"{write.Stream} {version} {(first ? command.Key : "")}: {string.Join("; ", lines.Select(l => l.Text))}");
                first = false;
            }
        }

        return null;
    }

    private static string? Post(Book book, PostingRequest posting, List<(string Text, List<int> Fens)> lines)
    {
        var pot = book.Pot(posting.Bucket);
        switch (posting)
        {
            case PostingRequest.Inflow p when p.AmountFen <= 0:
            case PostingRequest.Outflow q when q.AmountFen <= 0:
                return "LimitExceeded";
            case PostingRequest.Inflow p:
                lines.Add(pot.Fill((int)p.AmountFen, posting.Bucket, ""));
                return null;
            case PostingRequest.TransferIn p:
                lines.Add(pot.Fill(lines[p.From].Fens.Count, posting.Bucket, $" from {p.From}"));
                return null;
            case PostingRequest.Return p:
                pot.Returns++;
                lines.Add(pot.Fill((int)p.Of.Offset.Length, posting.Bucket,
                    (p.From is { } fed ? $" from {fed}" : "") + $" of {p.Of.Position}.{p.Of.Posting} {Of(p.Of.Offset)}"));
                return null;
            case PostingRequest.Outflow p:
                var unspent = pot.Spent.Index().Where(f => !f.Item).Select(f => f.Index).Take((int)p.AmountFen).ToList();
                if (unspent.Count < p.AmountFen || pot.Unspent - pot.Reserved < p.AmountFen) return "InsufficientFunds";
                pot.Spend(unspent);
                lines.Add(($"{posting.Bucket} out {Runs(unspent)}", unspent));
                return null;
            case PostingRequest.Take p:
                var wanted = p.Positions.SelectMany(i => Enumerable.Range((int)i.From, (int)i.Length)).ToList();
                if (wanted.Distinct().Count() < wanted.Count || wanted.Any(f => f >= pot.Spent.Count || pot.Spent[f]))
                    return "TraceChanged";
                if (pot.Unspent - wanted.Count < pot.Reserved) return "InsufficientFunds";
                pot.Spend(wanted);
                lines.Add(($"{posting.Bucket} out {string.Join(',', p.Positions.Select(Of))}", wanted));
                return null;
            default:
                throw new InvalidOperationException($"The model knows no {posting.GetType().Name}.");
        }
    }

    private static string Runs(List<int> fens)
    {
        var runs = new List<Interval>();
        foreach (var fen in fens)
        {
            if (runs.Count > 0 && runs[^1].To == fen) runs[^1] = runs[^1] with { To = fen + 1 };
            else runs.Add(new Interval(fen, fen + 1));
        }

        return string.Join(',', runs.Select(Of));
    }

    private sealed class Pot
    {
        public List<bool> Spent { get; init; } = [];

        public long Returns { get; set; }

        public int Reserved { get; private set; }

        public int Unspent => Spent.Count(spent => !spent);

        public bool Reserve(int fen)
        {
            if (Reserved + fen < 0 || Reserved + fen > Unspent) return false;
            Reserved += fen;
            return true;
        }

        public (string Text, List<int> Fens) Fill(int fen, Bucket bucket, string link)
        {
            var from = Spent.Count;
            Spent.AddRange(Enumerable.Repeat(false, fen));
            return ($"{bucket} in {Of(new Interval(from, from + fen))}{link}", []);
        }

        public Pot Copy() => new() { Spent = [.. Spent], Returns = Returns, Reserved = Reserved };

        public void Spend(IEnumerable<int> fens)
        {
            foreach (var fen in fens) Spent[fen] = true;
        }
    }

    private sealed class Book
    {
        public Dictionary<string, long> Versions { get; init; } = new(StringComparer.Ordinal);

        public Dictionary<string, (string Hash, string Answer)> Answers { get; init; } = new(StringComparer.Ordinal);

        public Dictionary<string, Pot> Pots { get; init; } = new(StringComparer.Ordinal);

        public HashSet<string> Donors { get; init; } = new(StringComparer.Ordinal);

        public Dictionary<string, HashSet<Guid>> Contacts { get; init; } = new(StringComparer.Ordinal);

        public List<string> Log { get; init; } = [];

        public Pot Pot(Bucket bucket) => Pots.TryGetValue(bucket.ToString(), out var pot) ? pot : Pots[bucket.ToString()] = new Pot();

        public bool IsEmpty(string bucket) => Pots.Where(p => p.Key == bucket || p.Key.StartsWith(bucket + "+", StringComparison.Ordinal))
            .All(p => p.Value.Spent.All(spent => spent));

        public Book Copy() => new()
        {
            Versions = new(Versions, StringComparer.Ordinal),
            Answers = new(Answers, StringComparer.Ordinal),
            Pots = Pots.ToDictionary(p => p.Key, p => p.Value.Copy(), StringComparer.Ordinal),
            Donors = new(Donors, StringComparer.Ordinal),
            Contacts = Contacts.ToDictionary(c => c.Key, c => new HashSet<Guid>(c.Value), StringComparer.Ordinal),
            Log = [.. Log],
        };
    }
}
