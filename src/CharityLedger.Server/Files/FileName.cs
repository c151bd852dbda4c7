using System.Text.RegularExpressions;

namespace CharityLedger.Server.Files;

/// <summary>
/// The name of a stored file: what it is for, whose it is, and its own id. Purposes and federations never meet, since a
/// file opens under its own name alone.
/// </summary>
public sealed partial record FileName
{
    /// <summary>What all uploads' names begin with.</summary>
    public const string Uploads = "uploads/";

    /// <summary>What names begin with.</summary>
    internal static readonly IReadOnlyList<string> Purposes = ["installation/", "evidence/", Uploads];

    private FileName(string text) => Text = text;

    /// <summary>Purpose, federation and id, with slashes in between: a-z, 0-9 and dashes only.</summary>
    public string Text { get; }

    /// <summary>SHA-256, in lower-case hex, that the content must have; null where any will do.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>A file that proves something, named by its digest.</summary>
    public static FileName Evidence(string federation, string sha256) =>
        Of("evidence", federation, IsDigest(sha256) ? sha256 : throw new ArgumentException("It is no SHA-256.", nameof(sha256)))
        with { Sha256 = sha256 };

    /// <summary>A file that was uploaded to be worked off, and then goes.</summary>
    public static FileName Upload(string federation, string id) => Of("uploads", federation, id);

    /// <summary>The file by which a place is known as an installation's.</summary>
    internal static FileName Mark(string installation) => Of("installation", "mark", installation);

    /// <summary>Whether a federation and a digest name a file of evidence.</summary>
    internal static bool IsEvidence(string federation, string sha256) => Part().IsMatch(federation) && IsDigest(sha256);

    /// <summary>Whether a text is a SHA-256 in lower-case hex.</summary>
    public static bool IsDigest(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    public override string ToString() => Text;

    private static FileName Of(string purpose, string federation, string id) => Part().IsMatch(federation) && Part().IsMatch(id)
        ? new FileName($"{purpose}/{federation}/{id}")
        : throw new ArgumentException($"“{federation}/{id}” names no file.", nameof(id));

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z")]
    private static partial Regex Part();
}
