using CharityLedger.Cli.Commands;

// What goes into a file or a pipe carries no colours.
if (Console.IsOutputRedirected)
{
    Spectre.Console.AnsiConsole.Profile.Capabilities.Ansi = false;
    Spectre.Console.AnsiConsole.Profile.Width = 200;
}

return await LedgerCommands.Root().Parse(args).InvokeAsync(new System.CommandLine.InvocationConfiguration
{
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
});
