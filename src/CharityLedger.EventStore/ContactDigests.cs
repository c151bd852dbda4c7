namespace CharityLedger.EventStore;

/// <summary>What of a contact a digest is of. The numbers are stored.</summary>
public enum DigestKind : short
{
    /// <summary>The whole name.</summary>
    Name = 1,

    /// <summary>A beginning of the name.</summary>
    NameBeginning = 2,

    /// <summary>Identity number, credit code or another number of a document.</summary>
    Number = 3,

    /// <summary>A telephone number.</summary>
    Phone = 4,

    /// <summary>A bank account's number.</summary>
    Account = 5,

    /// <summary>What only one contact has: its number, or its name together with a phone.</summary>
    Identifier = 6,
}

/// <summary>A keyed digest by which a contact is found.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Value">128 bits, which say nothing without the installation's key; the federation is digested with it.</param>
public readonly record struct ContactDigest(DigestKind Kind, Guid Value);

/// <summary>
/// By what a contact is found from now on, written in the transaction of the events that say so. They lie in a table beside the
/// log, so that they can be erased with the person. Two contacts don't share an <see cref="DigestKind.Identifier"/>.
/// </summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Digests">All of its digests, each once.</param>
public sealed record ContactDigests(string Contact, IReadOnlyList<ContactDigest> Digests)
{
    /// <summary>The most digests of one contact.</summary>
    public const int Most = 400;

    /// <summary>Whether the contact had others, which go; a contact that had none gets its key in the same command.</summary>
    public bool Replaces { get; init; }

    /// <summary>Contacts with which it may share an identifier: those that are one with it after mergers.</summary>
    public IReadOnlySet<string> Kin { get; init; } = new HashSet<string>();

    /// <summary>Those that no other contact may have.</summary>
    public IEnumerable<Guid> Identifiers => Digests.Where(d => d.Kind == DigestKind.Identifier).Select(d => d.Value);
}
