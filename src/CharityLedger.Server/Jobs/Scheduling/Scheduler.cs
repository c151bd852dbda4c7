namespace CharityLedger.Server.Jobs.Scheduling;

/// <summary>Puts Hangfire into a host.</summary>
public static class Scheduler
{
    /// <summary>Every host that serves has a server of it; none waits for another.</summary>
    public static void AddServices(IServiceCollection services, string connectionString) => services
        .AddSingleton(s => ActivatorUtilities.CreateInstance<HangfireJobs>(s, connectionString)).AddSingleton<JobTick>()
        .AddSingleton<IJobWaker>(s => s.GetRequiredService<HangfireJobs>())
        .AddHostedService(s => s.GetRequiredService<HangfireJobs>())
        // The grouping of gifts tells old logs by the digests that the other takes away.
        .AddHostedService<ContactsOrder>().AddHostedService<OldDigestsOrder>();
}
