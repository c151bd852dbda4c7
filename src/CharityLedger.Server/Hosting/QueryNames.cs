using CharityLedger.Contracts;
using Microsoft.AspNetCore.Http.Metadata;

namespace CharityLedger.Server.Hosting;

/// <summary>A name that a filter of a route reads from its query, beside what its handler binds.</summary>
/// <param name="Name">As it is written in the address.</param>
internal sealed record QueryName(string Name);

/// <summary>
/// Refuses what an address asks beyond what its route knows: a name that nobody reads would be answered as if it had not been
/// said, such as today's balances to <c>?asOf=2026-01-01</c>. What a route knows, its own handler says.
/// </summary>
internal static class QueryNames
{
    /// <summary>For all routes of the group.</summary>
    public static RouteGroupBuilder RefuseUnknownQueries(this RouteGroupBuilder group) => group.AddEndpointFilter((context, next) =>
        Refuse(context.HttpContext) is { } refusal ? ValueTask.FromResult<object?>(Problems.Of(refusal)) : next(context));

    /// <summary>What a handler binds from the query.</summary>
    public static IEnumerable<IParameterBindingMetadata> BoundBy(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Where(p => IsSimple(p) && !IsInPath(endpoint, p.Name));

    /// <summary>Whether a parameter of a handler is a text, or is read from one.</summary>
    public static bool IsSimple(IParameterBindingMetadata parameter) =>
        !parameter.HasBindAsync && (parameter.HasTryParse || parameter.ParameterInfo.ParameterType == typeof(string));

    private static Refusal? Refuse(HttpContext http)
    {
        if (http.Request.Query.Count == 0 || http.GetEndpoint() is not { } endpoint) return null;
        var known = BoundBy(endpoint).Select(p => p.Name).Concat(endpoint.Metadata.GetOrderedMetadata<QueryName>().Select(q => q.Name)).ToList();
        foreach (var (name, values) in http.Request.Query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return new Refusal(RefusalCode.MalformedRequest, known.Count == 0
                    ? $"“{Expectations.Shown(name)}” is unknown here: this address takes no query."
                    : $"“{Expectations.Shown(name)}” is unknown here; known are: {string.Join(", ", known)}.", Expectations.Shown(name));
            }

            if (values.Count > 1) return new Refusal(RefusalCode.MalformedRequest, $"“{name}” is said more than once.", name);
        }

        return null;
    }

    private static bool IsInPath(Endpoint endpoint, string name) =>
        endpoint is RouteEndpoint route && route.RoutePattern.GetParameter(name) is not null;
}
