using Amazon.Runtime;
using Npgsql;

namespace CharityLedger.Server.Files;

/// <summary>Where the files lie, as it is given: <c>database</c>, <c>folder:PATH</c> or <c>s3:URL</c>.</summary>
public static class FilePlaces
{
    /// <summary>CHARITYLEDGER_FILES; otherwise the database.</summary>
    public static string Default => Environment.GetEnvironmentVariable("CHARITYLEDGER_FILES") is { Length: > 0 } place ? place : "database";

    /// <summary>Opens a place. S3's credentials come from the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,
    /// perhaps
    /// AWS_SESSION_TOKEN, and AWS_REGION.</summary>
    /// <exception cref="FormatException">It is none of the three; the message is for people.</exception>
    /// <exception cref="InvalidOperationException">The environment has no credentials.</exception>
    public static IFilePlace Open(string place, NpgsqlDataSource database, TimeProvider clock) => place.Split(':', 2) switch
    {
        ["database"] => new DatabaseFiles(database),
        ["folder", { Length: > 0 } path] => new FolderFiles(path, clock),
        ["s3", var url] when IsBucket(url) => new S3Files(new Uri(url), Region, new EnvironmentVariablesAWSCredentials()),
        _ => throw new FormatException($"“{place}” is no place for files: database, folder:PATH or s3:https://HOST/BUCKET[/PREFIX]."),
    };

    private static string Region => Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region ? region : "us-east-1";

    /// <summary>Without a user in it: a secret in an option is seen by whoever lists the processes.</summary>
    private static bool IsBucket(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
        && uri is { UserInfo: "", Query: "", Fragment: "" } && uri.AbsolutePath.Trim('/').Length > 0;
}
