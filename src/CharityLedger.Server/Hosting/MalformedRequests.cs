using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharityLedger.Contracts;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace CharityLedger.Server.Hosting;

/// <summary>
/// Says what is wrong with a request that can't be read: which field, as the caller wrote it, and what was expected there. The
/// framework's own messages name types and members of the program, so none of them is passed on.
/// </summary>
internal static partial class MalformedRequests
{
    /// <summary>The refusal of a request that the framework couldn't bind.</summary>
    /// <param name="exception">What it threw.</param>
    /// <param name="endpoint">The route that was asked.</param>
    /// <param name="http">The request.</param>
    /// <param name="json">How bodies are read.</param>
    public static Refusal Of(BadHttpRequestException exception, Endpoint? endpoint, HttpContext http, JsonSerializerOptions json)
    {
        if (exception.StatusCode == StatusCodes.Status413PayloadTooLarge) return Malformed("The body is larger than this address takes.");
        if (exception.StatusCode == StatusCodes.Status408RequestTimeout) return Malformed("The body came too slowly.");
        if (exception is RequestException own) return Malformed(own.Message, own.Field);
        var body = endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        if (exception.InnerException is JsonException broken) return Of(broken, body, json);
        if (exception.InnerException is not null) return Malformed("The body is no text in UTF-8, or is broken.");
        return Of(endpoint, http, json);
    }

    /// <summary>The refusal of a request that the framework only called a bad one: what its address lacks, or has wrong.</summary>
    public static Refusal Of(Endpoint? endpoint, HttpContext http, JsonSerializerOptions json)
    {
        if (endpoint is not null && Unbound(endpoint, http, json) is { } unbound) return unbound;
        return Malformed(endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is null
            ? "The request can't be read." : "A body in JSON is expected.");
    }

    /// <summary>The refusal of a body that is no JSON, or other JSON than expected.</summary>
    public static Refusal Of(JsonException exception, Type? body, JsonSerializerOptions json)
    {
        var path = Plain(exception.Path);
        if (exception is NullItemException item)
        {
            var place = Expectations.Shown(path.Length == 0 ? item.Place : $"{path}.{item.Place}");
            return Malformed($"“{place}” may not be null.", place);
        }

        if (exception.InnerException is JsonException || body is null) return Broken(exception, path);
        var (known, member) = Walk(body, path, json);
        var shown = Expectations.Shown(path);
        if (member is not null)
        {
            return Malformed($"“{shown}” is unknown; known are: "
                + string.Join(", ", json.GetTypeInfo(known).Properties.Select(p => p.Name)) + ".", shown);
        }

        if (Missing().Match(exception.Message) is { Success: true } missing)
        {
            var names = Quoted().Matches(missing.Groups[1].Value).Select(m => m.Groups[1].Value).ToList();
            var all = names.Select(n => path.Length == 0 ? n : $"{path}.{n}").ToList();
            if (all.Count > 0) return Malformed($"Missing: {string.Join(", ", all)}.", all[0]);
        }

        if (exception.Message.StartsWith("Duplicate", StringComparison.Ordinal)) return Malformed($"“{shown}” is said more than once.", shown);
        return path.Length == 0
            ? Malformed($"The body is expected to be {Expectations.Of(known, json)}.")
            : Malformed($"“{shown}” is expected to be {Expectations.Of(known, json)}.", shown);
    }

    private static Refusal Broken(JsonException exception, string path)
    {
        var line = (exception.LineNumber ?? 0) + 1;
        var place = (exception.BytePositionInLine ?? 0) + 1;
        return Malformed(string.Create(CultureInfo.InvariantCulture, $"The body is no JSON, or is nested too deep: line {line}, byte {place}."),
            path.Length == 0 ? null : Expectations.Shown(path));
    }

    /// <summary>The name in the path or query that can't be read as what is expected, or is missing.</summary>
    private static Refusal? Unbound(Endpoint endpoint, HttpContext http, JsonSerializerOptions json)
    {
        // The page for errors has taken the place of the path that was asked for.
        var inPath = http.Features.Get<IExceptionHandlerFeature>()?.RouteValues ?? http.Request.RouteValues;
        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Where(QueryNames.IsSimple))
        {
            var sent = inPath.TryGetValue(parameter.Name, out var part)
                ? Convert.ToString(part, CultureInfo.InvariantCulture)
                : http.Request.Query.TryGetValue(parameter.Name, out var inQuery) ? inQuery.ToString() : null;
            var type = parameter.ParameterInfo.ParameterType;
            if (sent is null && !parameter.IsOptional) return Malformed($"Missing: {parameter.Name}.", parameter.Name);
            if (sent is not null && type != typeof(string) && !Parses(Nullable.GetUnderlyingType(type) ?? type, sent))
                return Malformed($"“{parameter.Name}” is expected to be {Expectations.Of(type, json)}.", parameter.Name);
        }

        return null;
    }

    private static bool Parses(Type type, string text) => type.IsEnum ? Enum.TryParse(type, text, ignoreCase: true, out _) : (bool)typeof(MalformedRequests)
        .GetMethod(nameof(ParsesAs), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [text])!;

    private static bool ParsesAs<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out _);

    /// <summary>Where a path leads: the type that is expected there, and the member that it doesn't know.</summary>
    private static (Type Known, string? Unknown) Walk(Type body, string path, JsonSerializerOptions json)
    {
        var type = body;
        foreach (var step in Steps().Matches(path).Select(m => m.Value.TrimStart('.')))
        {
            var info = json.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
            if (step[0] == '[' && info.ElementType is { } element)
            {
                type = element;
                continue;
            }

            var found = info.Properties.FirstOrDefault(p => string.Equals(p.Name, step, StringComparison.OrdinalIgnoreCase));
            if (found is null) return (type, step);
            type = found.PropertyType;
        }

        return (type, null);
    }

    /// <summary><c>$.lines[2].amountFen</c> as <c>lines[2].amountFen</c>.</summary>
    private static string Plain(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..];

    private static Refusal Malformed(string message, string? field = null) => new(RefusalCode.MalformedRequest, message, field);

    [GeneratedRegex("missing required properties including: (.*)$", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("'([A-Za-z0-9]+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\['.*?'\]|\[\d+\]|\.?[^.\[]+")]
    private static partial Regex Steps();
}

/// <summary>A request that can't be read, in our own words.</summary>
internal sealed class RequestException(string message, string? field = null, Exception? inner = null) : BadHttpRequestException(message, inner!)
{
    /// <summary>The field at fault.</summary>
    public string? Field { get; } = field;
}
