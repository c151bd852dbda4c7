using CharityLedger.Contracts;

namespace CharityLedger.Server.Files;

/// <summary>
/// A stored file isn't what was put there: cut off, changed, or another one's. None of it was handed out.
/// </summary>
public sealed class BrokenFileException(string name, string reason) : Exception($"The stored file {name} is broken: {reason}")
{
    /// <summary>What a caller is told.</summary>
    public static Refusal Refusal { get; } = new(RefusalCode.FileBroken,
        "The stored file is not what was sent: it was cut off or changed. Send it again, or bring it back from a backup.");
}

/// <summary>A file has more bytes than its purpose allows; nothing was kept.</summary>
public sealed class OversizeFileException(long most) : Exception($"A file of this kind has at most {most} bytes.");

/// <summary>The place of the files can't be reached, or refused.</summary>
public sealed class FilePlaceException(string message, Exception reason) : Exception(message, reason);
