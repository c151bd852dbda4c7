using System.CommandLine;
using System.Text.Json;
using CharityLedger.Domain;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>Options that several commands share. Amounts are typed in yuan, and never pass through floating point.</summary>
internal static class CommonOptions
{
    /// <summary>Who receives, where the register of related parties knows it.</summary>
    public static Option<string?> RelatedParty { get; } =
        Optional("--related-party", "The receiver's id in the register of related parties, where it stands there.");

    /// <summary>What allows it.</summary>
    public static Option<string?> Decision { get; } = Optional("--decision", "The decision that allows a dealing with a related party.");

    public static Option<string> Required(string name, string description) => new(name) { Description = description, Required = true };

    public static Option<string?> Optional(string name, string description) => new(name) { Description = description };

    public static Option<string> Amount() => Required("--amount", "Amount in yuan, such as 1234.50.");

    public static Option<string?> Date() => Optional("--date", "Business date, yyyy-MM-dd; today in Beijing where missing.");

    /// <summary>One of an enum's values, typed as it is stored: <c>payment_error</c>.</summary>
    public static Option<T> Choice<T>(string name, string description, bool required = false)
        where T : struct, Enum => new(name)
        {
            Description = $"{description} One of: {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}.",
            Required = required,
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) && !char.IsDigit(text[0]))
                    return value;
                result.AddError($"“{text}” is none of the values of {name}.");
                return default;
            },
        };

    public static Option<string?> PasswordFile() =>
        Optional("--file", "File whose first line is the password; asked for where missing.");

    /// <summary>Never as an argument: those are seen by every process of the machine, and kept by shells.</summary>
    public static async Task<string> PasswordAsync(string? file, CancellationToken ct, string prompt = "Password:")
    {
        if (file is not null) return (await File.ReadAllTextAsync(file, ct)).Split('\n')[0].TrimEnd('\r');
        if (Console.IsInputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            throw new CliException(
                "password_invalid", "Nobody is there to be asked for the password: name a file by --file.", "file");
        }

        return AnsiConsole.Prompt(new TextPrompt<string>(prompt).Secret());
    }

    public static long Fen(this ParseResult parsed, Option<string> amount)
    {
        var fen = Yuan.Parse(parsed.GetValue(amount)!, "amount");
        return fen.Refusal is { } refusal ? throw new CliException(Contracts.RefusalCodes.Text(refusal.Code), refusal.Message, "amount") : fen.Value;
    }

    public static long? FenOrNone(this ParseResult parsed, Option<string?> amount)
    {
        if (parsed.GetValue(amount) is not { } text) return null;
        var fen = Yuan.Parse(text, amount.Name);
        return fen.Refusal is { } refusal
            ? throw new CliException(Contracts.RefusalCodes.Text(refusal.Code), refusal.Message, amount.Name)
            : fen.Value;
    }

    /// <summary>A command that posts one request and prints the receipt.</summary>
    public static Command Posts<T>(
        this Command command, Func<ParseResult, string> path, Func<ParseResult, T> request, string done)
    {
        command.Runs(async (parsed, ct) =>
        {
            var body = request(parsed);
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(path(parsed), body, ct), done);
        });
        return command;
    }

    public static DateOnly Day(this ParseResult parsed, Option<string?> date) => parsed.DayOrNone(date) ?? TimeProvider.System.Today();

    public static DateOnly? DayOrNone(this ParseResult parsed, Option<string?> date) =>
        parsed.GetValue(date) is { } text ? Day(text, date.Name) : null;

    public static DateOnly DayOf(this ParseResult parsed, Option<string> date) => Day(parsed.GetValue(date)!, date.Name);

    private static DateOnly Day(string text, string field) => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day)
        ? day
        : throw new CliException("date_invalid", $"“{text}” is no date: yyyy-MM-dd.", field);

    /// <summary>A request that is too long for options.</summary>
    public static T ReadJson<T>(FileInfo file)
    {
        if (!file.Exists) throw new CliException("file_not_found", $"There is no file {file.FullName}.");
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(file.FullName), CliJson.Options)!;
        }
        catch (JsonException e)
        {
            throw new CliException("malformed_request", e.Message);
        }
    }
}
