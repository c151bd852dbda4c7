using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharityLedger.Imports.Cells;
using CharityLedger.Imports.Files;

namespace CharityLedger.Imports;

public sealed partial record ImportProfile
{
    private const string ResourceFolder = "CharityLedger.Imports.Profiles.";
    private const string Extension = ".json";

    private static readonly Assembly Home = typeof(ImportProfile).Assembly;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <summary>Names of the profiles that need no file.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } =
        [.. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourceFolder, StringComparison.Ordinal))
            .Select(name => name[ResourceFolder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal)];

    /// <summary>A built-in profile by its name, otherwise the JSON file at that path.</summary>
    /// <exception cref="ImportFileException"><see cref="ImportFileCode.ProfileNotFound"/> or
    /// <see cref="ImportFileCode.ProfileInvalid"/>; the message names the field.</exception>
    public static async Task<ImportProfile> LoadAsync(string nameOrPath, CancellationToken cancellationToken = default)
    {
        await using var json = OpenJson(nameOrPath);
        if (json.Length > ImportLimits.ProfileBytes)
            throw Invalid(nameOrPath, $"it is larger than {ImportLimits.ProfileBytes} bytes");
        return await ReadAsync(json, nameOrPath, cancellationToken);
    }

    /// <summary>A profile from its JSON.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="nameOrPath">What messages call it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ImportFileException"><see cref="ImportFileCode.ProfileInvalid"/>; the message names the field.</exception>
    public static async Task<ImportProfile> ReadAsync(Stream json, string nameOrPath, CancellationToken cancellationToken)
    {
        try
        {
            var profile = await JsonSerializer.DeserializeAsync<ImportProfile>(json, Strict, cancellationToken)
                ?? throw Invalid(nameOrPath, "it is null");
            profile.Check(nameOrPath);
            return profile;
        }
        catch (JsonException e)
        {
            throw Invalid(nameOrPath, e.Message, e);
        }
    }

    private static Stream OpenJson(string nameOrPath)
    {
        if (Home.GetManifestResourceStream(ResourceFolder + nameOrPath + Extension) is { } resource)
            return resource;
        try
        {
            return new FileStream(nameOrPath, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ImportFileException(
                ImportFileCode.ProfileNotFound,
                $"No import profile \"{nameOrPath}\": neither built in ({string.Join(", ", BuiltIn)}) nor a file that "
                + $"can be read. {e.Message}",
                e);
        }
    }

    private void Check(string source)
    {
        CheckHeaders(source);
        if (DateFormats.Count == 0)
            throw Invalid(source, "dateFormats names no format");
        foreach (var format in DateFormats.Where(format => !IsDateFormat(format)))
            throw Invalid(source, $"\"{format}\" in dateFormats is no date format with year, month and day");
        if (DecimalSign == GroupSign || char.IsAsciiDigit(DecimalSign) || (GroupSign is { } s && char.IsAsciiDigit(s)))
            throw Invalid(source, "decimalSign and groupSign must differ from each other and from digits");
        if (!char.IsAscii(Delimiter) || char.IsLetterOrDigit(Delimiter) || Delimiter is '"' or '\r' or '\n' or '\0')
            throw Invalid(source, "delimiter must be an ASCII sign and no quote or line break");
        if (CurrencyMarks.Any(string.IsNullOrWhiteSpace))
            throw Invalid(source, "currencyMarks holds an empty one");
        foreach (var name in Encodings.Where(name => !TextEncoding.IsKnown(name)))
            throw Invalid(source, $"\"{name}\" in encodings is no known encoding that keeps ASCII");
    }

    private void CheckHeaders(string source)
    {
        var owners = new Dictionary<string, ImportField>();
        foreach (var field in Enum.GetValues<ImportField>())
        {
            if (Headers[field].Count == 0 && field <= ImportField.Amount)
                throw Invalid(source, $"headers.{field.Name()} names no spelling");
            foreach (var spelling in Headers[field])
            {
                var folded = CellText.Fold(spelling ?? "");
                if (folded.Length == 0)
                    throw Invalid(source, $"headers.{field.Name()} holds an empty spelling");
                if (!owners.TryAdd(folded, field) && owners[folded] != field)
                    throw Invalid(source, $"headers.{field.Name()} and another share the spelling \"{spelling}\"");
            }
        }
    }

    private static bool IsDateFormat(string? format)
    {
        if (string.IsNullOrEmpty(format))
            return false;
        var day = new DateTime(2019, 12, 31);
        try
        {
            return DateTime.TryParseExact(
                day.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var read) && read == day;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static ImportFileException Invalid(string source, string reason, Exception? inner = null) =>
        new(ImportFileCode.ProfileInvalid, $"Import profile \"{source}\" can't be used: {reason}.", inner);
}
