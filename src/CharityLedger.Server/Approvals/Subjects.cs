namespace CharityLedger.Server.Approvals;

/// <summary>The subject of a request whose address names a thing and something within it, such as a trust's distribution.</summary>
internal static class Subjects
{
    /// <summary>Both as one subject. No id holds a slash.</summary>
    public static string Of(string thing, string within) => $"{thing}/{within}";

    /// <summary>Both, of one subject.</summary>
    public static (string Thing, string Within) Two(string subject) =>
        subject.Split('/', 2) is [var thing, var within] ? (thing, within) : (subject, "");
}
