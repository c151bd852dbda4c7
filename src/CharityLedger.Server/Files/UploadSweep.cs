using CharityLedger.Server.Access;

namespace CharityLedger.Server.Files;

/// <summary>
/// Deletes forgotten uploads when the host starts and every six hours from then on; several hosts don't disturb each
/// other. A copy may have been given the place of the ledger that it was copied from, and deletes nothing there.
/// </summary>
internal sealed class UploadSweep(FileStore files, CopyMark copy, TimeProvider clock, ILogger<UploadSweep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(6), clock);
        do
        {
            try
            {
                if (await copy.ReadAsync(stoppingToken) is null) await files.SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or FilePlaceException or IOException or UnauthorizedAccessException)
            {
                log.LogWarning("Forgotten uploads wait for the next sweep: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
