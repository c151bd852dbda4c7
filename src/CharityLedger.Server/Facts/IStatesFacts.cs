using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Facts;
using CharityLedger.EventStore;
using CharityLedger.Server.Regulation;

namespace CharityLedger.Server.Facts;

/// <summary>A request for something of which reports need facts: they are stated in the same command.</summary>
public interface IStatesFacts
{
    /// <summary>What was stated; null for nothing.</summary>
    ReportFacts? Facts { get; }

    /// <summary>Whether it is a gift, of which the origin is stated.</summary>
    bool IsGift => false;

    /// <summary>Whether a federation can ask that facts are stated: of what is spent on its purposes.</summary>
    bool IsProgramme => !IsGift;
}

/// <summary>What a command says of the facts of what it makes.</summary>
/// <param name="Stated">What was stated; null for nothing.</param>
/// <param name="IsGift">Whether it is a gift.</param>
/// <param name="IsRequired">Whether facts may be required. What others approved is carried out as it was asked for, and what the bank
/// paid is recorded.</param>
public sealed record FactsBeside(ReportFacts? Stated, bool IsGift, bool IsRequired)
{
    /// <summary>What a request says of facts; null where it is about nothing that has any.</summary>
    internal static FactsBeside? Of<T>(T request, bool isDecided) => request is IStatesFacts asked
        ? new FactsBeside(asked.Facts, asked.IsGift, asked.IsProgramme && !isDecided)
        : null;

    /// <summary>
    /// The statement beside what a command makes: what the request says, over the defaults of the project and the fund whose money it
    /// spends. Nothing where nothing is known.
    /// </summary>
    internal async Task<Result<IReadOnlyList<StreamWrite>>> WriteAsync(
        Ledger ledger, string tenant, string id, IReadOnlyList<StreamWrite> writes, CancellationToken ct)
    {
        var facts = Stated ?? ReportFacts.None;
        if (Stated is not null && FactRules.Check(Stated, IsGift) is { } wrong) return wrong;
        if (!IsGift) facts = facts.Over(await DefaultsAsync(ledger, tenant, writes, ct));
        if (IsRequired && FactRules.CheckComplete(facts) is { } missing
            && (await ledger.PolicyAsync(tenant, ct)).IsYes(PolicyIds.FactsRequiredOfExpenses, ledger.Today)) return missing;
        if (facts == ReportFacts.None) return Array.Empty<StreamWrite>();
        var records = RecordsOf(id, writes);
        return (StreamWrite[])[new StreamWrite(Streams.Facts(records[0]), ExpectedVersion.Any, [NewEvent.Of(new FactsStated(records, facts, ledger.Today))])];
    }

    private static async Task<ReportFacts> DefaultsAsync(
        Ledger ledger, string tenant, IReadOnlyList<StreamWrite> writes, CancellationToken ct)
    {
        var facts = ReportFacts.None;
        if (writes.SelectMany(w => w.Events).SelectMany(e => e.Postings).OfType<PostingRequest.Outflow>().FirstOrDefault()?.Bucket is not { } bucket)
            return facts;
        foreach (var stream in (string?[])[bucket.Project is { } p ? Streams.Project(p) : null, bucket.Fund is { } f ? Streams.Fund(f) : null])
        {
            if (stream is null) continue;
            var (stated, _, _) = await ledger.LoadAsync<ReportFacts>(tenant, Streams.Facts(stream), FactRules.Evolve, ct);
            if (stated is not null) facts = facts.Over(stated.AsDefaults());
        }

        return facts;
    }

    /// <summary>A payment of several parts makes a record of each.</summary>
    private static string[] RecordsOf(string id, IReadOnlyList<StreamWrite> writes)
    {
        var prefix = Streams.Payment("");
        string[] payments =
        [
            .. writes.Where(w => w.Events.Count > 0 && w.Stream.StartsWith(prefix, StringComparison.Ordinal)).Select(w => w.Stream[prefix.Length..]),
        ];
        return payments.Length > 0 ? payments : [id];
    }
}
