using System.Reflection;
using System.Text;
using System.Text.Json;

namespace CharityLedger.Server.Tests.Hosts;

/// <summary>What a run of the command line left.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The one line of JSON that was printed.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Output);

    /// <summary>This result, where the command did what it was told.</summary>
    public CliResult Done()
    {
        Assert.True(ExitCode == 0, $"{ExitCode}: {Output}{Error}");
        return this;
    }

    /// <summary>Fails unless the command was refused with this code.</summary>
    public void Refused(string code)
    {
        Assert.Equal(1, ExitCode);
        Assert.Equal(code, Json.GetProperty("code").GetString());
    }
}

/// <summary>Runs the command line's own entry in this process, which is quicker than a process each. Runs may overlap.</summary>
internal static class CommandLine
{
    private static readonly AsyncLocal<(StringBuilder Output, StringBuilder Error)?> Current = new();

    private static readonly MethodInfo Entry = Assembly.Load("ledger").EntryPoint!;

    static CommandLine()
    {
        Console.SetOut(new Diverted(Console.Out, () => Current.Value?.Output));
        Console.SetError(new Diverted(Console.Error, () => Current.Value?.Error));
    }

    public static Task<CliResult> RunAsync(params IEnumerable<string> arguments)
    {
        var (output, error) = (new StringBuilder(), new StringBuilder());
        return Task.Run(() =>
        {
            Current.Value = (output, error);
            var exitCode = (int)Entry.Invoke(null, [arguments.ToArray()])!;
            return new CliResult(exitCode, output.ToString(), error.ToString());
        });
    }

    /// <summary>A console of each run's own; what is printed outside of one goes where it went before.</summary>
    private sealed class Diverted(TextWriter outside, Func<StringBuilder?> own) : TextWriter
    {
        public override Encoding Encoding => outside.Encoding;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(string? value)
        {
            if (own() is not { } text) outside.Write(value);
            else lock (text) text.Append(value);
        }

        public override void Flush() => outside.Flush();
    }
}
