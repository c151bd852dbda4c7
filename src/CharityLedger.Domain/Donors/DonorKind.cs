namespace CharityLedger.Domain.Donors;

/// <summary>Who a donor is, as far as how much of the name may be shown depends on it.</summary>
public enum DonorKind
{
    /// <summary>A person, or anything not certain to be an organisation: shown masked at most.</summary>
    Person,

    /// <summary>A company, school, association or the like: shown in full by custom.</summary>
    Organisation,

    /// <summary>No name, or the wish to have none shown (捐款不留名).</summary>
    Anonymous,
}
