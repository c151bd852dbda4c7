using System.Net.Http.Headers;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Doors;

/// <summary>A way into the host: a method and an address with its parameters.</summary>
/// <param name="Method">Method.</param>
/// <param name="Pattern">Address, such as <c>/api/v1/gifts/{gift}/trace</c>.</param>
/// <param name="Endpoint">What the host says of it.</param>
internal sealed record Door(HttpMethod Method, string Pattern, RouteEndpoint Endpoint)
{
    public const string ApiRoot = "/api/v1/";

    public bool IsApi => Pattern.StartsWith(ApiRoot, StringComparison.Ordinal);

    /// <summary>Names in its address.</summary>
    public IReadOnlyList<string> Names => [.. Endpoint.RoutePattern.Parameters.Select(p => p.Name)];

    /// <summary>What its body is read as; null where it takes none, or none that is JSON.</summary>
    public Type? Body => Endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepted
        && accepted.ContentTypes.Contains("application/json") ? type : null;

    /// <summary>The media type of its body.</summary>
    public string MediaType => Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json";

    /// <summary>All of a host's; one that takes any method is asked to GET.</summary>
    public static IReadOnlyList<Door> Of(LedgerHost host) =>
        [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => Of(m, e)))
            .OrderBy(d => d.Pattern, StringComparer.Ordinal).ThenBy(d => d.Method.Method, StringComparer.Ordinal)];

    /// <summary>The address with its parameters filled in.</summary>
    public string Address(Func<string, string> value) => "/" + string.Join('/', Endpoint.RoutePattern.PathSegments.Select(s =>
        string.Concat(s.Parts.Select(p => p switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => Uri.EscapeDataString(value(parameter.Name)),
            _ => throw new InvalidOperationException($"{Pattern} has a part of another kind."),
        }))));

    /// <summary>A request that says nothing that could be read.</summary>
    public HttpRequestMessage Empty(Func<string, string> value)
    {
        var request = new HttpRequestMessage(Method, Address(value));
        if (Method == HttpMethod.Get || Method == HttpMethod.Head) return request;
        request.Content = IsApi ? new StringContent("no JSON", new MediaTypeHeaderValue(MediaType)) : new FormUrlEncodedContent([]);
        return request;
    }

    public override string ToString() => $"{Method} {Pattern}";

    private static Door Of(string method, RouteEndpoint endpoint) =>
        new(new HttpMethod(method), "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), endpoint);
}
