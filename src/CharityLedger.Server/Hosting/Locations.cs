using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CharityLedger.Server.Hosting;

/// <summary>
/// Where what a command made can be read. A command names the address that it would have; only one at which something can be
/// read is told to the caller (RFC 9110, section 15.3.2), so that no <c>Location</c> leads nowhere.
/// </summary>
internal sealed class Locations(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<RoutePattern>> readable = new(() =>
        [.. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) is true).Select(e => e.RoutePattern)]);

    /// <summary>Whether a route reads what lies at an address.</summary>
    public bool IsReadable(string address)
    {
        var steps = address.Trim('/').Split('/');
        return readable.Value.Any(p => Matches(p, steps));
    }

    /// <summary>What a command answered, without an address at which nothing can be read.</summary>
    public object? Prove(object? answer) =>
        (answer is INestedHttpResult nested ? nested.Result : answer) is Created<Receipt> { Location: { } address } made && !IsReadable(address)
            ? TypedResults.Created((string?)null, made.Value)
            : answer;

    /// <summary>A thing's address ends in its id, so its route ends in a parameter.</summary>
    private static bool Matches(RoutePattern pattern, string[] steps) => pattern.PathSegments.Count == steps.Length
        && pattern.PathSegments[^1].Parts is [RoutePatternParameterPart]
        && pattern.PathSegments.Zip(steps).All(p => p.First.Parts is [RoutePatternParameterPart]
            || (p.First.Parts is [RoutePatternLiteralPart literal] && literal.Content == p.Second));
}
