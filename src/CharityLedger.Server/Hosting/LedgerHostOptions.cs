using System.Globalization;
using CharityLedger.EventStore;
using CharityLedger.Server.Files;

namespace CharityLedger.Server.Hosting;

/// <summary>How a host is started.</summary>
public sealed record LedgerHostOptions
{
    /// <summary>TCP port on loopback; 0 for any free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>CHARITYLEDGER_DATA, which ops/start and ops/ledger set alike; otherwise .ledger where one stands.</summary>
    public static string DefaultDataFolder =>
        Environment.GetEnvironmentVariable("CHARITYLEDGER_DATA") is { Length: > 0 } folder ? folder : ".ledger";

    /// <summary>Folder of the embedded database, of the master key and of the host's lock.</summary>
    public string DataFolder { get; init; } = DefaultDataFolder;

    /// <summary>Connection string of a PostgreSQL that is run by others; the embedded one where null.</summary>
    public string? Connection { get; init; }

    /// <summary>Where uploads and evidence lie: <c>database</c>, <c>folder:PATH</c> or <c>s3:URL</c>.</summary>
    public string Files { get; init; } = FilePlaces.Default;

    /// <summary>Where the public reaches the pages, such as <c>https://charity.example</c>; papers have no code to scan without it.</summary>
    public string? PublicAddress { get; init; } = Hosting.PublicAddress.Default;

    /// <summary>How many bytes must stay free on the database's disk, where it can be seen: with fewer nothing is written.</summary>
    public long KeepFree { get; init; } = ServerDisk.DefaultKeepFree;

    /// <summary>Whether an empty ledger is filled with the invented federation.</summary>
    public bool Demo { get; init; } = true;

    /// <summary>
    /// A private host serves one command of the command line beside whatever else runs on the data folder, and says nothing.
    /// </summary>
    public bool Private { get; init; }

    /// <summary>
    /// Whether this host has a scheduler for the jobs; where not given, every host that isn't private. Without one it does what it is
    /// asked to do, in its own process, and nothing by itself.
    /// </summary>
    public bool? Schedules { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Reads the host's own command line.</summary>
    /// <exception cref="FormatException">An argument is unknown or lacks its value; the message is for people.</exception>
    public static LedgerHostOptions Parse(IReadOnlyList<string> args)
    {
        var options = new LedgerHostOptions();
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--no-demo" => options with { Demo = false },
                "--port" => options with { Port = ParsePort(Value(args, ref i)) },
                "--data" => options with { DataFolder = Value(args, ref i) },
                "--connection" => options with { Connection = Value(args, ref i) },
                "--files" => options with { Files = Value(args, ref i) },
                "--public-address" => options with { PublicAddress = Value(args, ref i) },
                "--keep-free" => options with { KeepFree = ParseMiB(Value(args, ref i)) },
                var other => throw new FormatException(
                    $"Unknown argument {other}. Usage: ops/start [--port 5080] [--data .ledger] [--connection STRING] "
                    + "[--files database|folder:PATH|s3:URL] [--keep-free MIB] [--public-address URL] [--no-demo]"),
            };
        }

        return options;
    }

    private static string Value(IReadOnlyList<string> args, ref int i) =>
        ++i < args.Count ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");

    private static long ParseMiB(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size * ServerDisk.MiB
            : throw new FormatException($"“{text}” is no number of MiB.");

    private static int ParsePort(string text) => ushort.TryParse(text, out var port)
        ? port
        : throw new FormatException($"“{text}” is no port: 0 to 65535.");
}
