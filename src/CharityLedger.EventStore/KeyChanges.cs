namespace CharityLedger.EventStore;

/// <summary>What becomes of a key that lies beside the log.</summary>
public enum KeyFate
{
    /// <summary>It stays, and opens nothing any more until it is released (PIPL art. 47: where a law asks to keep, nothing but keeping).</summary>
    Restricted,

    /// <summary>It opens again what it opened.</summary>
    Released,

    /// <summary>It is deleted: what was sealed with it can't be opened by anybody, ever.</summary>
    Destroyed,
}

/// <summary>What becomes of one key, in the transaction of the events that say so.</summary>
/// <param name="Donor">Under which name it lies in <c>charity.donor_key</c>: a contact, a gift, a paper. One that isn't there stays so.</param>
/// <param name="Fate">What becomes of it.</param>
public sealed record KeyChange(string Donor, KeyFate Fate);
