using CharityLedger.Server.Hosting;
using Hangfire;
using Hangfire.Common;
using Hangfire.Logging;

namespace CharityLedger.Server.Jobs.Scheduling;

/// <summary>
/// What Hangfire finds out about a job comes from the job's own attributes, and from no list that the process shares.
/// </summary>
internal static class HangfireFilters
{
    public static readonly IJobFilterProvider Own = new JobFilterProviderCollection(new JobFilterAttributeFilterProvider());
}

/// <summary>China's clock has no summer time, so that it needs none of the system's tables of time zones.</summary>
internal static class BeijingZone
{
    public static readonly TimeZoneInfo Zone =
        TimeZoneInfo.CreateCustomTimeZone("Asia/Shanghai", TimeSpan.FromHours(8), "Asia/Shanghai", "Asia/Shanghai");

    public static readonly ITimeZoneResolver Resolver = new Named();

    private sealed class Named : ITimeZoneResolver
    {
        public TimeZoneInfo GetTimeZoneById(string timeZoneId) => timeZoneId == Zone.Id
            ? Zone
            : throw new TimeZoneNotFoundException($"Jobs run by Beijing's clock, and not by {timeZoneId}.");
    }
}

/// <summary>Makes the objects that Hangfire calls.</summary>
internal sealed class HostActivator(IServiceProvider services) : JobActivator
{
    public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);
}

/// <summary>Hangfire's log goes into the host's, under one name.</summary>
internal sealed class HostLog(ILogger log, RepeatedLines repeated) : ILogProvider, ILog
{
    public ILog GetLogger(string name) => this;

    public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null)
    {
        var level = logLevel switch
        {
            Hangfire.Logging.LogLevel.Trace => Microsoft.Extensions.Logging.LogLevel.Trace,
            Hangfire.Logging.LogLevel.Debug => Microsoft.Extensions.Logging.LogLevel.Debug,
            Hangfire.Logging.LogLevel.Info => Microsoft.Extensions.Logging.LogLevel.Information,
            Hangfire.Logging.LogLevel.Warn => Microsoft.Extensions.Logging.LogLevel.Warning,
            Hangfire.Logging.LogLevel.Error => Microsoft.Extensions.Logging.LogLevel.Error,
            _ => Microsoft.Extensions.Logging.LogLevel.Critical,
        };
        if (messageFunc is null) return log.IsEnabled(level);
        // Each of its loops complains by itself while the database is away.
        if (exception is not null && Outage.Of(exception) is { } away)
            repeated.Say("scheduler", count => log.Log(level, "The scheduler waits ({Count} attempts): {Reason}", count, exception.Message));
        else log.Log(level, exception, "{Message}", messageFunc());
        return true;
    }
}
