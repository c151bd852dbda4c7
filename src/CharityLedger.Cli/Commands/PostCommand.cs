using System.CommandLine;

namespace CharityLedger.Cli.Commands;

/// <summary>A command that posts one request and prints the receipt.</summary>
internal static class PostCommand
{
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="done">What is said when it is done.</param>
    /// <param name="options">Its options.</param>
    /// <param name="read">The path and the request of what was typed.</param>
    public static Command Of<T>(string name, string description, string done, IEnumerable<Option> options,
        Func<ParseResult, (string Path, T Request)> read)
    {
        var command = new Command(name, description);
        foreach (var option in options) command.Add(option);
        command.Runs(async (parsed, ct) =>
        {
            var (path, request) = read(parsed);
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(path, request, ct), done);
        });
        return command;
    }

    /// <summary>A part of a path, as typed.</summary>
    public static string Name(this ParseResult parsed, Option<string> option) => Uri.EscapeDataString(parsed.GetValue(option)!);
}
