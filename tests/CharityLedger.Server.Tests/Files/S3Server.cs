using System.Diagnostics;
using Amazon.Runtime;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Files;

/// <summary>
/// A store that speaks S3 and is none of ours: s3rver from <c>tests/interop</c>, which knows callers by their key ids
/// alone; or the bucket that CHARITYLEDGER_S3 names, with credentials from the environment. It starts when first used
/// and ends with the test process.
/// </summary>
internal static class S3Server
{
    /// <summary>It ends with its input, so that it doesn't outlive a test process that was killed.</summary>
    private const string Script = """
        process.stdin.resume().on('end', () => process.exit());
        const S3rver = require('s3rver');
        new S3rver({ directory: process.argv[1], address: '127.0.0.1', port: 0, silent: true, configureBuckets: [{ name: 'ledger' }] })
          .run().then(({ port }) => console.log(port));
        """;

    private static readonly Lazy<Task<string>> Running = new(StartAsync);

    /// <summary>Whether it is a bucket that somebody gave, not s3rver.</summary>
    public static bool IsGiven => Given is not null;

    private static string? Given => Environment.GetEnvironmentVariable("CHARITYLEDGER_S3");

    public static AWSCredentials Credentials =>
        Given is null ? new BasicAWSCredentials("S3RVER", "S3RVER") : new EnvironmentVariablesAWSCredentials();

    /// <summary>Where a bucket is.</summary>
    public static async Task<string> UrlAsync()
    {
        if (Given is { } url) return url;
        Assert.SkipUnless(Directory.Exists(Path.Combine(Interop, "node_modules", "s3rver")),
            "There is no S3 server: npm ci in tests/interop brings one, as ops/test does; or set CHARITYLEDGER_S3.");
        return await Running.Value;
    }

    private static string Interop
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "CharityLedger.sln"))) root = root.Parent!;
            return Path.Combine(root.FullName, "tests", "interop");
        }
    }

    private static async Task<string> StartAsync()
    {
        var folder = TestFolder.Create();
        var server = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { "-e", Script, Path.Combine(folder, "s3") }, WorkingDirectory = Interop,
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.StandardInput.Close();
            server.WaitForExit();
            Directory.Delete(folder, recursive: true);
        };
        return await server.StandardOutput.ReadLineAsync() is { } port
            ? $"http://127.0.0.1:{port}/ledger"
            : throw new InvalidOperationException("The S3 server ended before it was ready.");
    }
}
