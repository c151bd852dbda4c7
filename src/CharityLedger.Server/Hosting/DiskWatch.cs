using CharityLedger.EventStore;
using Npgsql;

namespace CharityLedger.Server.Hosting;

/// <summary>
/// Says in the log when the database's disk comes to its end and when there is room again, and looks anew where the
/// server writes, which after a failover is another one. Whether something may be written is asked of the disk each time.
/// </summary>
internal sealed class DiskWatch(ServerDisk disk, NpgsqlDataSource database, TimeProvider clock, ILogger<DiskWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>Every so many looks the server is asked where it writes.</summary>
    private const int Rarely = 12;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        var (was, looks) = (false, 0);
        do
        {
            if (++looks % Rarely == 0) await FindAsync(stoppingToken);
            var shortage = disk.Shortage();
            if (shortage is not null && !was) log.LogError("{Reason} Reading goes on.", shortage.Message);
            if (shortage is null && was) log.LogWarning("There is room on the database's disk again.");
            was = shortage is not null;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FindAsync(CancellationToken ct)
    {
        try
        {
            await disk.LookAsync(database, ct);
        }
        catch (NpgsqlException)
        {
            // Who needs the database says that it is away; here it is only asked again.
        }
    }
}
