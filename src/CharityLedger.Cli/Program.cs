using CharityLedger.Cli.Commands;

return await LedgerCommands.Root().Parse(args).InvokeAsync(new System.CommandLine.InvocationConfiguration
{
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
});
