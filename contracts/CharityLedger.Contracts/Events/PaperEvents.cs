namespace CharityLedger.Contracts.Events;

/// <summary>What a paper is (附件类别).</summary>
public enum PaperKind
{
    /// <summary>A contract (合同).</summary>
    Contract,

    /// <summary>An invoice or another original voucher (发票、原始凭证).</summary>
    Invoice,

    /// <summary>A list of recipients or goods (名单、清单).</summary>
    List,

    /// <summary>Minutes or a resolution (会议纪要、决议).</summary>
    Resolution,

    /// <summary>An agreement with a donor or a partner (协议).</summary>
    Agreement,

    /// <summary>What proves that it arrived or was done (回单、签收).</summary>
    Proof,

    /// <summary>A report (报告).</summary>
    Report,

    /// <summary>The scan of a signature on paper (签字扫描件). It lies beside what is signed.</summary>
    Signature,

    /// <summary>Anything else (其他).</summary>
    Other,
}

/// <summary>
/// A file was added to a request or a record (附件). It stands in the stream of a request itself, so that who approves signs over it, and
/// for any other record in a stream beside its own. None is ever taken away.
/// </summary>
/// <param name="Paper">Its id; also names the key under which its name is sealed.</param>
/// <param name="Of">Stream of what it belongs to, such as <c>request-abc</c> or <c>payment-20260302-abc</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Sha256">Digest of the file, lower-case hex.</param>
/// <param name="SizeBytes">Its size in bytes.</param>
/// <param name="Sealed">Name of the file and its media type, sealed (base64): a file's name may tell a person's.</param>
/// <param name="IsBeside">Whether it lies beside what was signed: it came after the last signature, or is one.</param>
/// <param name="By">Who added it.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai on which it was added.</param>
[EventType("paper_added")]
public sealed record PaperAdded(
    string Paper, string Of, PaperKind Kind, string Sha256, long SizeBytes, string Sealed, bool IsBeside, string By, DateOnly OccurredOn)
    : IDated;

/// <summary>
/// Of a paper's file only a copy is kept in which somebody is made unreadable (附件脱敏). The log keeps the digest of the original, over
/// which people signed, beside that of the copy; the original itself is deleted after this event.
/// </summary>
/// <param name="Paper">The paper.</param>
/// <param name="Of">Stream of what it belongs to.</param>
/// <param name="Sha256">Digest of the copy, lower-case hex.</param>
/// <param name="SizeBytes">Size of the copy in bytes.</param>
/// <param name="Reason">In words that name nobody.</param>
/// <param name="By">Who did it.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("paper_redacted")]
public sealed record PaperRedacted(
    string Paper, string Of, string Sha256, long SizeBytes, string Reason, string By, DateOnly OccurredOn) : IDated;

/// <summary>Which kinds of papers a request must hold before anybody approves it, by the rules of the day on which it was asked for. It
/// stands beside the request, in the same command.</summary>
/// <param name="Request">The request.</param>
/// <param name="Kinds">The kinds, each once.</param>
[EventType("papers_required")]
public sealed record PapersRequired(string Request, IReadOnlyList<PaperKind> Kinds) : ILedgerEvent;

/// <summary>Over which papers somebody signed. It stands beside the approval, in the same command.</summary>
/// <param name="Request">The request.</param>
/// <param name="By">Who signed.</param>
/// <param name="Digest">SHA-256, lower-case hex, over a line of kind and digest for each paper of the request's own, in the order in which
/// they were added.</param>
[EventType("papers_signed")]
public sealed record PapersSigned(string Request, string By, string Digest) : ILedgerEvent;

/// <summary>A rule says which papers requests must hold (附件要求). It binds what is asked for from its first day on.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Scope">Which requests it binds.</param>
/// <param name="Kinds">The kinds that are required, each once.</param>
/// <param name="EffectiveFrom">First day, not before the decision.</param>
/// <param name="Source">The decision or rule that says so.</param>
/// <param name="OccurredOn">Day of the decision.</param>
[EventType("paper_rule_set")]
public sealed record PaperRuleSet(
    string Rule, RequestScope Scope, IReadOnlyList<PaperKind> Kinds, DateOnly EffectiveFrom, string Source,
    DateOnly OccurredOn) : IDated;

/// <summary>A rule on papers binds no more.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="EndsOn">Its last day, not before the decision.</param>
/// <param name="OccurredOn">Day of the decision.</param>
[EventType("paper_rule_ended")]
public sealed record PaperRuleEnded(string Rule, string Reason, DateOnly EndsOn, DateOnly OccurredOn) : IDated;
