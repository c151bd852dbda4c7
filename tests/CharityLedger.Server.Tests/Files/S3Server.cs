using System.Diagnostics;
using Amazon.Runtime;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Files;

/// <summary>
/// A store that speaks S3 and is none of ours: s3rver, which checks signatures, from <c>tests/interop</c>; or the bucket that
/// CHARITYLEDGER_S3 names, with credentials from the environment. It starts when first used and ends with the test process.
/// </summary>
internal static class S3Server
{
    private static readonly Lazy<Task<string>> Running = new(StartAsync);

    private static string? Given => Environment.GetEnvironmentVariable("CHARITYLEDGER_S3");

    public static AWSCredentials Credentials =>
        Given is null ? new BasicAWSCredentials("S3RVER", "S3RVER") : new EnvironmentVariablesAWSCredentials();

    /// <summary>Where a bucket is.</summary>
    public static async Task<string> UrlAsync()
    {
        if (Given is { } url) return url;
        Assert.SkipUnless(File.Exists(Program), "There is no S3 server: npm ci in tests/interop brings one, as ops/test does; or set CHARITYLEDGER_S3.");
        return await Running.Value;
    }

    private static string Program
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "CharityLedger.sln"))) root = root.Parent!;
            return Path.Combine(root.FullName, "tests", "interop", "node_modules", "s3rver", "bin", "s3rver.js");
        }
    }

    private static async Task<string> StartAsync()
    {
        const string Ready = "S3rver listening on ";
        var folder = TestFolder.Create();
        var server = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { Program, "-d", Path.Combine(folder, "s3"), "-a", "127.0.0.1", "-p", "0", "--configure-bucket", "ledger" },
            RedirectStandardOutput = true,
        })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.Kill();
            server.WaitForExit();
            Directory.Delete(folder, recursive: true);
        };
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(Ready, StringComparison.Ordinal)) continue;
            // Whatever else it says is read, so that it never waits for us.
            _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return $"http://{line[Ready.Length..]}/ledger";
        }

        throw new InvalidOperationException("The S3 server ended before it was ready.");
    }
}
