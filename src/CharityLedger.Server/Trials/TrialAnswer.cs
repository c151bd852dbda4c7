using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Server.Trials;

/// <summary>What a command would do, had it not only been tried (试算). Nothing of it is in the log.</summary>
/// <param name="Id">Id of what it would make or change. Where the command makes an id, a later one under the same idempotency key
/// makes the same.</param>
/// <param name="Events">The events that it would append, in order.</param>
/// <param name="Vouchers">The vouchers (凭证) that these would make.</param>
/// <param name="Buckets">The buckets whose money it would move or reserve.</param>
/// <param name="Approval">Whom else it needs; missing where the caller may do it alone.</param>
/// <param name="HeldBy">What would hold a gift, as in a receipt.</param>
/// <param name="DoneAt">Position at which it stands in the log already, by an earlier request of this key.</param>
public sealed record TrialAnswer(
    string Id, IReadOnlyList<TriedEvent> Events, IReadOnlyList<TriedVoucher> Vouchers, IReadOnlyList<TriedMoney> Buckets,
    TrialApproval? Approval = null, string? HeldBy = null, long? DoneAt = null);

/// <summary>An event that would be appended.</summary>
/// <param name="Type">Its alias.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Data">The event.</param>
public sealed record TriedEvent(string Type, string Stream, JsonElement Data);

/// <summary>What a bucket holds before and after, in fen.</summary>
/// <param name="Bucket">Its id.</param>
/// <param name="BeforeFen">What it holds.</param>
/// <param name="AfterFen">What it would hold.</param>
/// <param name="ReservedBeforeFen">What of it is reserved (已占用).</param>
/// <param name="ReservedAfterFen">What of it would be reserved.</param>
public sealed record TriedMoney(Bucket Bucket, long BeforeFen, long AfterFen, long ReservedBeforeFen, long ReservedAfterFen);

/// <summary>Who has to take part beside the caller (审批).</summary>
/// <param name="Approvals">How many persons have to approve it.</param>
/// <param name="Approvers">Ids of the users who may, as roles and declared interests are now.</param>
/// <param name="Executors">Roles that carry it out then.</param>
public sealed record TrialApproval(int Approvals, IReadOnlyList<string> Approvers, IReadOnlyList<Role> Executors);
