namespace CharityLedger.Contracts;

/// <summary>Whose events stand in the log: a federation's, under its id, or the installation's own.</summary>
public static class Tenants
{
    /// <summary>The installation itself: its operators and its jobs. No federation can be registered under this id.</summary>
    public const string Installation = "installation";
}
