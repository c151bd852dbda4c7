using System.Net;
using CharityLedger.Server.Pages;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Pages;

public sealed class PublicFilesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_private_host_in_another_program_serves_pages_and_their_files()
    {
        await using var host = await TestHost.StartAsync();
        await AssertServesAsync(host.First.Address);
    }

    [Fact]
    public async Task The_host_serves_them_from_its_build_output_in_any_working_directory()
    {
        await using var folder = new ServerFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        await AssertServesAsync(await host.Address);
        Assert.Equal(0, await host.StopAsync());
    }

    private static async Task AssertServesAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        Assert.Contains("site.css", await http.GetStringAsync("/", Ct), StringComparison.Ordinal);
        foreach (var (name, type) in new[] { ("site.css", "text/css"), ("site.js", "text/javascript"),
            ("seal.svg", "image/svg+xml") })
        {
            using var file = await http.GetAsync(PublicFiles.Address(name), Ct);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal(type, file.Content.Headers.ContentType!.MediaType);
            Assert.Contains("immutable", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }

        using var missing = await http.GetAsync("/nothing.css", Ct);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}
