namespace CharityLedger.Server.Hosting;

/// <summary>
/// Where the public reaches this installation, as the operator says: what is printed on paper leads there. The request's own
/// <c>Host</c> header is its sender's to choose, and behind a proxy the address that the host listens on is nobody's.
/// </summary>
/// <param name="Address">Absolute, without a slash at its end; null where the operator said none.</param>
public sealed record PublicAddress(string? Address)
{
    /// <summary>CHARITYLEDGER_PUBLIC_ADDRESS; otherwise none.</summary>
    public static string? Default =>
        Environment.GetEnvironmentVariable("CHARITYLEDGER_PUBLIC_ADDRESS") is { Length: > 0 } address ? address : null;

    /// <summary>Checks what the operator said.</summary>
    /// <exception cref="FormatException">It is no address that a page could have; the message is for people.</exception>
    public static PublicAddress Parse(string? text)
    {
        if (text is null) return new PublicAddress((string?)null);
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address is { Query: "", Fragment: "", UserInfo: "", Host.Length: > 0 } && !text.Any(char.IsWhiteSpace);
        return isAddress
            ? new PublicAddress(address!.AbsoluteUri.TrimEnd('/'))
            : throw new FormatException($"“{text}” is no public address: it is like https://charity.example, without query and user.");
    }

    /// <summary>The public address of a page; null where none is known.</summary>
    /// <param name="path">Its path and query, beginning with a slash.</param>
    public string? Of(string path) => Address is null ? null : Address + path;
}
