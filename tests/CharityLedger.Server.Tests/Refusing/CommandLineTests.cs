using System.Diagnostics;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>What only the command line refuses.</summary>
public sealed class CommandLineTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData("1.005", "amount_precision")]
    [InlineData("1.500", "amount_precision")]
    [InlineData("1,5", "amount_not_a_number")]
    [InlineData("1e3", "amount_not_a_number")]
    [InlineData("(5)", "amount_not_a_number")]
    [InlineData("一百", "amount_not_a_number")]
    [InlineData("", "amount_not_a_number")]
    [InlineData("0.00", "amount_not_positive")]
    [InlineData("100,000,000,000.01", "amount_too_large")]
    [Refuses(RefusalCode.AmountPrecision, RefusalCode.AmountNotANumber)]
    public async Task An_amount_in_yuan_is_a_plain_number_with_two_decimals(string amount, string code) =>
        (await RunAsync("gift", "receive", "--amount", amount)).Refused(code);

    [Fact]
    public async Task An_amount_may_be_written_with_groups_of_three() =>
        Assert.Equal(1_234_567_89L, await AmountOfAsync((await RunAsync("gift", "receive", "--amount", "1,234,567.89", "--date", "2026-01-01")).Done()));

    [Fact]
    [Refuses(RefusalCode.PasswordInvalid)]
    public async Task A_password_is_not_asked_for_where_nobody_can_answer()
    {
        var ct = TestContext.Current.CancellationToken;
        // Whether anybody is there is the process's own to know.
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ledger.dll"), "operator", "add", "li", "--json"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var command = Process.Start(start)!;
        command.StandardInput.Close();
        var said = await Task.WhenAll(command.StandardOutput.ReadToEndAsync(ct), command.StandardError.ReadToEndAsync(ct));
        await command.WaitForExitAsync(ct);
        new CliResult(command.ExitCode, said[0], said[1]).Refused("password_invalid");
    }

    [Fact]
    [Refuses(RefusalCode.FederationUnknown)]
    public async Task A_federation_that_is_not_there_is_refused()
    {
        (await RunAsync("balances", "--federation", "nowhere")).Refused("federation_unknown");
        (await RunAsync("token", "create", "--user", "clerk", "--federation", "nowhere")).Refused("federation_unknown");
    }

    [Fact]
    [Refuses(RefusalCode.FileNotFound, RefusalCode.FileTooLarge, RefusalCode.ProfileNotFound)]
    public async Task A_file_that_is_not_there_or_too_large_is_refused_and_stops_no_other()
    {
        using var list = Importing.GeneratedList.Write(10, 3, "beside");
        var profile = list.Path + ".json";
        await File.WriteAllTextAsync(profile, Importing.GeneratedList.Profile, TestContext.Current.CancellationToken);
        var huge = list.Path + ".huge";
        await using (var sparse = File.Create(huge)) sparse.SetLength(2L << 30);
        var result = await RunAsync("import", "donations", "nowhere.csv", huge, list.Path, "--profile", profile);

        Assert.Equal(1, result.ExitCode);
        var files = result.Json.GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(["file_not_found", "file_too_large"], files.Take(2).Select(f => f.GetProperty("problem").GetProperty("code").GetString()));
        Assert.Equal(10, files[2].GetProperty("imported").GetInt32());
        (await RunAsync("import", "donations", list.Path, "--profile", "nowhere.json")).Refused("profile_not_found");
    }

    [Theory]
    [InlineData("", "text_missing")]
    [InlineData("two\nlines", "text_control_character")]
    public async Task A_token_names_a_user_who_can_be_shown(string user, string code) => (await RunAsync("token", "create", "--user", user)).Refused(code);

    private async Task<long> AmountOfAsync(CliResult receipt) => await city.Host.Database.ScalarAsync<long>(
        $"select (data ->> 'amountFen')::bigint from ledger.mt_events where stream_id = 'gift-{receipt.Json.GetProperty("id").GetString()}'");

    private Task<CliResult> RunAsync(params string[] arguments) => CommandLine.RunAsync([.. arguments, "--json", .. city.Host.CliOptions]);
}
