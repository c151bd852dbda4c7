using System.Runtime.InteropServices;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Server.Hosting;

LedgerHostOptions options;
try
{
    options = LedgerHostOptions.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

// A signal during the start stops the start; the web host listens for them itself once it runs.
using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    await using var host = await LedgerHost.StartAsync(options, Console.WriteLine, stopping.Token);
    Console.WriteLine($"CharityLedger is ready at {host.Address}");
    await host.WaitForShutdownAsync();
    Console.WriteLine("Stopping.");
    return 0;
}
catch (Exception e) when (e is EmbeddedPostgresException or InvalidOperationException or IOException or Npgsql.NpgsqlException
    or FormatException or CharityLedger.Server.Files.FilePlaceException or CharityLedger.Server.Files.BrokenFileException
    or UnauthorizedAccessException or ArgumentException or System.Net.Sockets.SocketException)
{
    Console.Error.WriteLine("CharityLedger could not start: " + e.Message);
    return 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    Console.WriteLine("Stopped before it was ready.");
    return 0;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
