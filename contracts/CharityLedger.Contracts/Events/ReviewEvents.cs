using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CharityLedger.Contracts.Events;

/// <summary>Numbers of vouchers that follow each other.</summary>
/// <param name="From">The first, from 1.</param>
/// <param name="To">The last.</param>
public sealed record VoucherRange(int From, int To);

/// <summary>What a reviewer doesn't agree with: the voucher stays unreviewed until it is reviewed without one.</summary>
/// <param name="Number">Number of the voucher.</param>
/// <param name="Words">What is wrong.</param>
public sealed record ReviewRemark(int Number, string Words);

/// <summary>Vouchers of a month were reviewed by another person than who made them (凭证审核).</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="Book">The account set (账套).</param>
/// <param name="Numbers">Which were looked at, in order.</param>
/// <param name="Exceptions">Those among them that the reviewer doesn't agree with.</param>
/// <param name="Sha256">Digest over the content of all that were looked at, lower-case hex; see <see cref="ReviewDigest"/>.</param>
/// <param name="OccurredOn">Day of the review, Asia/Shanghai.</param>
[EventType("vouchers_reviewed")]
public sealed record VouchersReviewed(DateOnly Month, string Book, IReadOnlyList<VoucherRange> Numbers,
    IReadOnlyList<ReviewRemark> Exceptions, string Sha256, DateOnly OccurredOn) : IDated;

/// <summary>Nothing is entered in a month any more, nor before it (停止录入), so that the rest can be reviewed before it is closed.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("period_shut")]
public sealed record PeriodShut(DateOnly Month, DateOnly OccurredOn) : IDated;

/// <summary>A month that was shut, and not closed yet, takes entries again, such as corrections that a review asks for.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("period_shut_lifted")]
public sealed record PeriodShutLifted(DateOnly Month, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>
/// SHA-256 over what a reviewer had before the eyes: the line <c>month book</c>; for each voucher, by number, <c>number position date
/// preparer</c> and its lines <c>account bucket debit credit</c>, in fen. Each line ends with a line feed, in UTF-8. The words of a
/// voucher are those of the event at its position, which never changes.
/// </summary>
public sealed class ReviewDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Begins a digest.</summary>
    public ReviewDigest(DateOnly month, string book) => Add(string.Create(CultureInfo.InvariantCulture, $"{month:yyyy-MM} {book}"));

    /// <summary>Adds a voucher.</summary>
    public void Add(int number, long position, DateOnly on, string preparer) =>
        Add(string.Create(CultureInfo.InvariantCulture, $"{number} {position} {on:yyyy-MM-dd} {preparer}"));

    /// <summary>Adds a line of that voucher.</summary>
    public void Add(string account, Bucket bucket, long debitFen, long creditFen) =>
        Add(string.Create(CultureInfo.InvariantCulture, $"{account} {bucket} {debitFen} {creditFen}"));

    /// <summary>The digest; nothing is added afterwards.</summary>
    public string Sha256() => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <summary>Frees the hash.</summary>
    public void Dispose() => hash.Dispose();

    private void Add(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
}
