using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Importing;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Cli;

/// <summary>The command line from end to end: every command prints JSON where it is asked to, and the ids that it makes.</summary>
public sealed class EveryCommandTests
{
    private static readonly string[] OnTheDatabase = ["db", "federation", "check", "token", "operator", "backup"];

    private readonly HashSet<string> run = [];

    /// <summary>A host that runs already and its token; other commands open a private one, which takes its time.</summary>
    private (TestHost Host, string Token)? open;

    [Fact]
    public async Task Every_command_has_JSON_and_prints_the_ids_that_it_makes()
    {
        await using var host = await TestHost.StartAsync();
        using var list = GeneratedList.Write(20, 5, "first");
        using var again = GeneratedList.Write(20, 5, "second");
        var profile = list.Path + ".json";
        await File.WriteAllTextAsync(profile, GeneratedList.Profile, TestContext.Current.CancellationToken);

        Assert.Equal("", (await JsonAsync(host, "db pending")).GetProperty("sql").GetString());
        Assert.Equal(0, (await JsonAsync(host, "db upgrade")).GetProperty("applied").GetArrayLength());
        Assert.Equal("city", Id(await JsonAsync(host, "federation register", "--name", "江城市慈善总会", "--id", "city")));
        open = (host, await host.TokenAsync("city"));
        var fund = Id(await JsonAsync(host, "fund establish", "--name", "助学基金", "--fee-bp", "100", "--date", "2026-01-01"));
        await LotteryAsync(host);
        await TrustsAsync(host);
        await AlliancesAsync();
        var general = await JsonAsync(host, "gift receive", "--amount", "1000.00",
            "--donor", "甲", "--naming", "masked", "--date", "2026-01-02");
        Assert.Equal(8, general.GetProperty("checkCode").GetString()!.Length);
        var gift = Id(await JsonAsync(host, "gift receive", "--amount", "500", "--fund", fund, "--date", "2026-01-02"));
        Assert.NotEmpty(Id(await JsonAsync(host, "allocate", "--fund", fund, "--amount", "300",
            "--purpose", "助学", "--date", "2026-01-03")));
        var payment = Id(await JsonAsync(host, "pay", "--fund", fund, "--amount", "100",
            "--payee", "某学校", "--purpose", "书本", "--date", "2026-01-04"));
        var proof = Path.Combine(host.Folder, "receipt.pdf");
        await File.WriteAllTextAsync(proof, "received", TestContext.Current.CancellationToken);
        Assert.Equal(payment, Id(await JsonAsync(host, "prove", "--payment", payment, "--file", proof, "--date", "2026-01-05")));
        Assert.NotEmpty(Id(await JsonAsync(host, "reverse", "--payment", payment, "--amount", "40",
            "--reason", "多付", "--date", "2026-01-05")));
        Assert.NotEmpty(Id(await JsonAsync(host, "refund", "--gift", gift, "--amount", "10",
            "--ground", "payment_error", "--reason", "误捐", "--date", "2026-01-06")));
        var owed = Id(await JsonAsync(host, "refund", "--gift", gift, "--amount", "1", "--ground", "agreement", "--reason", "协议", "--owed",
            "--date", "2026-01-06"));
        Assert.Equal(owed, Id(await JsonAsync(host, "pay-refund", "--gift", gift, "--refund", owed, "--date", "2026-01-07")));

        await GoodsAsync(host);
        await PromisesAsync(host);
        await ReceiptsAsync(host);
        var imported = await JsonAsync(host, "import donations", list.Path, "--profile", profile, "--fund", fund);
        Assert.Equal(20, imported.GetProperty("imported").GetInt32());
        Assert.Equal(20, (await JsonAsync(host, "import donations", again.Path, "--profile", profile, "--fund", fund, "--job")).GetProperty("held").GetInt32());
        var ordered = await host.Database.ScalarAsync<string>("select max(id)::text from charity.import");
        Assert.Equal("done", (await JsonAsync(host, "import order", ordered)).GetProperty("state").GetString());
        var held = (await JsonAsync(host, "import held list")).EnumerateArray().ToList();
        Assert.Equal(20, held.Count);
        Assert.Equal(held[..2].Select(h => h.GetProperty("known").GetString()!),
            Ids(await JsonAsync(host, "import held same", Id(held[0]), Id(held[1]))));
        var others = Ids(await JsonAsync(host, "import held another", "--all"));
        Assert.Equal(18, others.Except(held.SelectMany(h => new[] { Id(h), h.GetProperty("known").GetString()! })).Count());
        var other = (await JsonAsync(host, "trace", others[0])).GetProperty("parts").EnumerateArray();
        Assert.Equal(held[2].GetProperty("amountFen").GetInt64(), other.Sum(p => p.GetProperty("amountFen").GetInt64()));

        await PlanAsync(host);
        await File.WriteAllTextAsync(profile + ".terms", JsonSerializer.Serialize(Regulation.Plans.Terms(1)), TestContext.Current.CancellationToken);
        await JsonAsync(host, "fund terms", profile + ".terms", "--fund", fund, "--date", "2026-01-02");
        Assert.Equal(1, (await JsonAsync(host, "fund list"))[0].GetProperty("terms").GetProperty("initialFen").GetInt64());
        File.Delete(profile + ".terms");
        Assert.Equal(3, (await JsonAsync(host, "ratios", "--year", "2026")).EnumerateArray().Count(r => !r.TryGetProperty("subject", out _)));
        await File.WriteAllTextAsync(profile + ".names", "坏公司\n", TestContext.Current.CancellationToken);
        await JsonAsync(host, "screening load", profile + ".names", "--list", "un", "--source", "公告", "--date", "2026-01-01");
        File.Delete(profile + ".names");
        var heldGift = Id(await JsonAsync(host, "gift receive", "--amount", "1", "--donor", "坏公司", "--date", "2026-01-03"));
        Assert.Equal(heldGift, (await JsonAsync(host, "screening holds"))[0].GetProperty("gift").GetString());
        await JsonAsync(host, "screening decide", "--gift", heldGift, "--decision", "confirmed", "--reason", "核对");
        var duty = Id(await JsonAsync(host, "duties raise", "--row", "disclosure.major_asset", "--subject", "购房", "--date", "2026-01-02"));
        await JsonAsync(host, "duties meet", "--duty", duty, "--evidence", "公告1");
        Assert.Contains(duty, (await JsonAsync(host, "duties list", "--status", "met")).EnumerateArray().Select(Id));
        Assert.Equal("fundraising.cost_cap", Id(await JsonAsync(host, "policy set", "--row", "fundraising.cost_cap", "--source", "理事会决议",
            "--reason", "先行执行", "--date", "2026-01-01")));
        var rows = await JsonAsync(host, "policy list", "--date", "2026-01-01");
        Assert.True(rows.EnumerateArray().Single(r => r.GetProperty("row").GetProperty("id").GetString() == "fundraising.cost_cap")
            .GetProperty("applied").GetBoolean());

        await BooksAsync(host);
        // 500 less a hundredth, 300 allocated, 100 paid and 40 back, 10 refunded, and the list without two rows of its second run.
        var trace = await JsonAsync(host, "trace", gift);
        Assert.Equal(50_000, trace.GetProperty("parts").EnumerateArray().Sum(p => p.GetProperty("amountFen").GetInt64()));
        var balances = (await JsonAsync(host, "balances")).EnumerateArray().ToDictionary(
            b => b.GetProperty("bucket").GetString()!, b => b.GetProperty("balanceFen").GetInt64());
        Assert.Equal(71_002, balances["general"]);
        var check = await JsonAsync(host, "check");
        Assert.True(check.GetProperty("ok").GetBoolean());
        Assert.Equal(balances.Values.Sum(), check.GetProperty("balanceFen").GetInt64());

        var token = (await JsonAsync(host, "token create", "--user", "clerk")).GetProperty("token").GetString()!;
        var remote = await CommandLine.RunAsync("balances", "--json", "--url", host.First.Address.ToString(), "--token", token);
        Assert.Equal(balances.Count, remote.Done().Json.GetArrayLength());
        Assert.True((await JsonAsync(host, "token revoke", "--value", token)).GetProperty("revoked").GetBoolean());
        await TransfersAsync(host);
        await UsersAsync(host);
        await OperationAsync(host);
        await BackupsAsync(host);

        // Bench measures for minutes, and has tests of its own.
        Assert.Equal(Leaves(Root(), "").Where(c => c != "bench").Order(), run.Order());
    }

    private async Task BackupsAsync(TestHost host)
    {
        var (file, secret) = (Path.Combine(host.Folder, "backup"), Path.Combine(host.Folder, "passphrase"));
        await File.WriteAllTextAsync(secret, "correct horse battery staple\n", TestContext.Current.CancellationToken);
        var taken = await JsonAsync(host, "backup", file, "--passphrase-file", secret);
        Assert.Equal(file + ".key", taken.GetProperty("key").GetString());
        await using var empty = await TestDatabase.CreateAsync();
        string[] there = ["--connection", empty.ConnectionString, "--data", Path.Combine(host.Folder, "restored"), "--json"];
        var restored = (await CommandLine.RunAsync(["restore", file, "--passphrase-file", secret, .. there])).Done().Json;
        Assert.Equal(taken.GetProperty("lastPosition").GetInt64(), restored.GetProperty("events").GetInt64());
        Assert.True((await CommandLine.RunAsync(["resume", .. there])).Done().Json.GetProperty("resumed").GetBoolean());
        run.UnionWith(["restore", "resume"]);
    }

    private async Task OperationAsync(TestHost host)
    {
        var file = Path.Combine(host.Folder, "password");
        await File.WriteAllTextAsync(file, "a sentence that nobody guesses\n", TestContext.Current.CancellationToken);
        Assert.Equal("chen", Id(await JsonAsync(host, "operator add", "chen", "--file", file)));
        Assert.Equal("chen", Id(await JsonAsync(host, "operator password", "chen", "--file", file)));
        await JsonAsync(host, "operator add", "liu", "--file", file);
        await JsonAsync(host, "operator disable", "liu");
        Assert.Equal(2, (await JsonAsync(host, "operator list")).GetArrayLength());

        // Jobs are an operator's, at a host that runs: another one for each command would take its time.
        open = (host, await host.TokenAsync("*"));
        Assert.Equal("rebuild", Id(await JsonAsync(host, "job pause", "rebuild", "--reason", "迁移")));
        (await CommandLine.RunAsync("job", "run", "rebuild", "--subject", "Register", "--json",
            "--url", host.First.Address.ToString(), "--token", open.Value.Token)).Refused("job_paused");
        await JsonAsync(host, "job resume", "rebuild");
        var ended = (await JsonAsync(host, "job run", "rebuild", "--subject", "Register")).GetProperty("run").GetString();
        Assert.Equal(ended, (await JsonAsync(host, "job runs", "rebuild"))[0].GetProperty("run").GetString());
        var jobs = (await JsonAsync(host, "job list")).EnumerateArray().ToDictionary(j => j.GetProperty("job").GetString()!);
        Assert.Equal(ended, jobs["rebuild"].GetProperty("lastRun").GetProperty("run").GetString());
        Assert.Equal("02:00:00", jobs["ledger-check"].GetProperty("dailyAt").GetString());
    }

    private async Task PromisesAsync(TestHost host)
    {
        string[] donor = ["--donor", "某公司", "--donor-kind", "organisation"];
        var pledge = Id(await JsonAsync(host, "pledge make", ["--amount", "100", "--form", "informal", .. donor]));
        Assert.Equal(1, (await JsonAsync(host, "pledge list")).GetArrayLength());
        await JsonAsync(host, "gift receive", "--amount", "0.01", "--pledge", pledge);
        await JsonAsync(host, "pledge release", "--pledge", pledge, "--ground", "withdrawn", "--reason", "撤回");
        var agreement = Id(await JsonAsync(host, "pledge yield",
            ["--kind", "dividend", "--description", "股权由捐赠人持有", "--agreement", "1号", "--principal", "1000", .. donor]));
        await JsonAsync(host, "gift receive", "--amount", "0.01", "--yield-agreement", agreement);
        var foreign = Id(await JsonAsync(host, "gift receive", "--amount", "0.07", "--currency", "USD", "--foreign-minor", "1", "--rate", "7.1",
            "--rate-source", "银行", "--purpose", "甲"));
        await JsonAsync(host, "change-use", "--amount", "0.07", "--from-purpose", "甲", "--to-purpose", "乙", "--ground", "donor_consent",
            "--reference", "同意函", "--ground-on", "2026-01-01", "--reason", "项目结束", "--gift", foreign);
        await JsonAsync(host, "fund establish", "--name", "留本", "--id", "kept", "--type", "endowment");
        await JsonAsync(host, "gift receive", "--amount", "5", "--fund", "kept");
        await JsonAsync(host, "release principal", "--fund", "kept", "--amount", "1", "--ground", "协议");
        await JsonAsync(host, "income", "--kind", "interest", "--amount", "1", "--note", "利息", "--fund", "kept");
        await JsonAsync(host, "gift receive", "--amount", "1", "--fund", "kept", "--purpose", "书", "--date", "2026-01-01", "--usable-from", "2026-01-02");
        await JsonAsync(host, "gift receive", "--amount", "1", "--purpose", "书", "--date", "2026-01-01", "--usable-from", "2026-01-02");
        await JsonAsync(host, "release due", "--amount", "1", "--usable-from", "2026-01-02", "--purpose", "书");
        var agency = Id(await JsonAsync(host, "agency receive", "--amount", "9", "--giver", "甲", "--beneficiary", "乙", "--purpose", "医疗"));
        await JsonAsync(host, "agency deliver", "--agency", agency, "--amount", "9", "--reason", "转交");
    }

    private async Task ReceiptsAsync(TestHost host)
    {
        var gift = Id(await JsonAsync(host, "gift receive", "--amount", "1", "--donor", "某公司", "--purpose", "书"));
        var year = TimeProvider.System.GetUtcNow().AddHours(8).Year.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await JsonAsync(host, "receipt open", "--year", year, "--code", "51010126");
        var receipt = Id(await JsonAsync(host, "receipt issue", "--gift", gift));
        Assert.Equal("壹元整", (await JsonAsync(host, "receipt show", "--receipt", receipt)).GetProperty("amountInCapitals").GetString());
        await JsonAsync(host, "receipt reverse", "--receipt", receipt, "--reason", "有误");
        var list = await JsonAsync(host, "receipt list", "--year", year, "--status", "voided");
        Assert.Equal((2, 0, receipt), (list.GetProperty("used").GetInt32(), list.GetProperty("missing").GetArrayLength(),
            list.GetProperty("rows")[0].GetProperty("receipt").GetString()));
        await JsonAsync(host, "receipt waive", "--gift", gift);
    }

    private async Task BooksAsync(TestHost host)
    {
        string[] lines = ["--line", "dr administration 12.50", "--line", "cr depreciation 12.50"];
        var voucher = Id(await JsonAsync(host, "books enter", ["--summary", "计提折旧", "--date", "2026-01-08", .. lines]));
        Assert.NotEmpty(Id(await JsonAsync(host, "books reverse", "--voucher", voucher, "--reason", "重复", "--date", "2026-01-08")));
        Assert.NotEmpty(Id(await JsonAsync(host, "books count", "--account", "cash", "--balance", "0", "--evidence", "盘点表", "--date", "2026-01-31")));
        Assert.Equal(0, (await JsonAsync(host, "books counts"))[0].GetProperty("differenceFen").GetInt64());
        Assert.Equal("ccb", Id(await JsonAsync(host, "account open", "--account", "ccb", "--name", "建行基本户", "--kind", "bank",
            "--number", "6217 0000 0000 1234", "--date", "2026-01-01")));
        // What names no account lies in the first bank, so that one is not empty.
        Assert.Equal("icbc", Id(await JsonAsync(host, "account open", "--account", "icbc", "--name", "工行专户", "--kind", "bank", "--date", "2026-01-02")));
        Assert.Equal("icbc", Id(await JsonAsync(host, "account close", "--account", "icbc", "--reason", "归并", "--date", "2026-01-31")));
        Assert.Contains((await JsonAsync(host, "account list")).EnumerateArray(), a => a.GetProperty("code").GetString() == "ccb");
        Assert.Equal("2025-12", Id(await JsonAsync(host, "books close-year", "--year", "2025")));
        Assert.Equal("2026-01", Id(await JsonAsync(host, "books close", "--month", "2026-01")));
        Assert.Equal("2026-01", Id(await JsonAsync(host, "books reopen", "--month", "2026-01", "--reason", "漏记")));
        Assert.Equal(2, (await JsonAsync(host, "books periods")).GetArrayLength());
        Assert.Contains((await JsonAsync(host, "books vouchers", "--month", "2026-01")).EnumerateArray(),
            v => v.GetProperty("summary").GetString() == "计提折旧" && v.GetProperty("lines")[0].GetProperty("debitFen").GetInt64() == 1_250);
        Assert.Equal("资产负债表",
            (await JsonAsync(host, "books statement", "--kind", "balance_sheet", "--month", "2026-01")).GetProperty("name").GetString());
        Assert.Contains((await JsonAsync(host, "books export", "--format", "json", "--from", "2026-01")).EnumerateArray(),
            v => v.GetProperty("summary").GetString() == "计提折旧");
    }

    private async Task GoodsAsync(TestHost host)
    {
        var gift = Id(await JsonAsync(host, "goods receive", "--kind", "goods", "--description", "棉被", "--quantity", "10", "--unit", "床",
            "--value", "100", "--basis", "发票 12", "--donor", "某厂", "--donor-kind", "organisation"));
        string[] five = ["--gift", gift, "--quantity", "5"];
        var distribution = Id(await JsonAsync(host, "goods distribute", [.. five, "--recipient", "受灾居民", "--purpose", "过冬"]));
        Assert.NotEmpty(Id(await JsonAsync(host, "goods take-back", [.. five, "--distribution", distribution, "--reason", "未送达"])));
        Assert.NotEmpty(Id(await JsonAsync(host, "goods sell", "--gift", gift, "--quantity", "1", "--proceeds", "11", "--cost", "1",
            "--buyer", "某超市", "--reason", "不易保存")));
        Assert.NotEmpty(Id(await JsonAsync(host, "goods write-off", "--gift", gift, "--quantity", "1", "--reason", "霉变")));
        Assert.NotEmpty(Id(await JsonAsync(host, "goods return", [.. five, "--ground", "agreement", "--reason", "协议约定"])));
        Assert.NotEmpty(Id(await JsonAsync(host, "goods serve", "--description", "义诊", "--quantity", "8", "--unit", "小时", "--value", "800",
            "--basis", "市场价", "--valuer", "财务部", "--purpose", "义诊", "--recipient", "老人")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("gift")]
    [InlineData("gift receive")]
    [InlineData("gift receive --amount")]
    [InlineData("gift receive --amount 1 --colour red")]
    [InlineData("gift receive --amount 1 --donor-kind robot")]
    [InlineData("gift receive --amount 1 --donor-kind 1")]
    [InlineData("fund establish --name x --fee-bp much")]
    [InlineData("import donations --profile x")]
    [InlineData("balances --url nowhere")]
    [InlineData("balances --url ftp://127.0.0.1/")]
    public async Task Wrong_usage_is_told_and_ends_with_another_code_than_zero(string arguments)
    {
        var result = await CommandLine.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.NotEqual(0, result.ExitCode);
        Assert.NotEqual("", result.Output + result.Error);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_told_as_an_absent_ledger() =>
        (await CommandLine.RunAsync("balances", "--json", "--url", "http://127.0.0.1:1", "--token", "cl_none")).Refused("ledger_unavailable");

    private async Task TransfersAsync(TestHost host)
    {
        var funds = new List<string>();
        foreach (var name in new[] { "甲基金", "乙基金" })
            funds.Add(Id(await JsonAsync(host, "fund establish", "--name", name, "--sponsor", "某公司", "--purpose", "助学", "--date", "2026-01-01")));
        Assert.NotEmpty(Id(await JsonAsync(host, "gift receive", "--amount", "8", "--fund", funds[0], "--date", "2026-01-02")));
        Assert.NotEmpty(Id(await JsonAsync(host, "fund transfer", "--from", funds[0], "--to", funds[1], "--amount", "8.00",
            "--ground", "donor_consent", "--reference", "同意函", "--purpose", "助学", "--date", "2026-01-03")));
        Assert.Equal(funds[0], Id(await JsonAsync(host, "fund close", "--fund", funds[0], "--reason", "协议期满", "--date", "2026-01-04")));
        Assert.NotEmpty(Id(await JsonAsync(host, "move", "--from", "alipay", "--to", "bank", "--amount", "10", "--fee", "0.06",
            "--purpose", "提现", "--date", "2026-01-04")));
    }

    /// <summary>From the first user on, a token says who acts.</summary>
    private async Task UsersAsync(TestHost host)
    {
        open = null;
        Assert.Equal("head", Id(await JsonAsync(host, "user add", "--user", "head", "--role", "administrator", "clerk")));
        (await CommandLine.RunAsync(["user", "list", "--json", .. host.CliOptions])).Refused("not_allowed");
        (await CommandLine.RunAsync(["token", "create", "--user", "nobody", "--json", .. host.CliOptions])).Refused("user_unknown");
        var token = (await JsonAsync(host, "token create", "--user", "head")).GetProperty("token").GetString()!;
        var password = Path.Combine(host.Folder, "password");
        await File.WriteAllTextAsync(password, "a sentence that nobody guesses\n", TestContext.Current.CancellationToken);
        Assert.Equal("temp", Id(await JsonAsync(host, "user add", "--user", "temp", "--role", "clerk", "--token", token)));
        Assert.Equal("temp", Id(await JsonAsync(host, "user roles", "--user", "temp", "--role", "approver", "--token", token)));
        Assert.Equal("temp", Id(await JsonAsync(host, "user password", "--user", "temp", "--file", password, "--token", token)));
        Assert.Equal("temp", Id(await JsonAsync(host, "user disable", "--user", "temp", "--token", token)));
        Assert.Equal("near", Id(await JsonAsync(host, "user add", "--user", "near", "--role", "approver", "--token", token)));
        Assert.Equal(3, (await JsonAsync(host, "user list", "--token", token)).GetArrayLength());
        await RequestsAsync(host, token, (await JsonAsync(host, "token create", "--user", "near")).GetProperty("token").GetString()!);
    }

    /// <summary>From the first user on, a payment takes two.</summary>
    private async Task RequestsAsync(TestHost host, string token, string approver)
    {
        Assert.Equal("head", Id(await JsonAsync(host, "user roles", "--user", "head", "--role", "administrator", "clerk", "cashier", "--token", token)));
        string[] pay = ["--amount", "1.00", "--payee", "某学校", "--purpose", "书本", "--date", "2026-01-07", "--token", token];
        var asked = await JsonAsync(host, "pay", pay);
        Assert.Equal(1, asked.GetProperty("approvals").GetInt32());
        Assert.Equal(Id(asked), Id(await JsonAsync(host, "request approve", Id(asked), "--token", approver)));
        Assert.NotEqual(Id(asked), Id(await JsonAsync(host, "request execute", Id(asked), "--token", token)));
        var second = Id(await JsonAsync(host, "pay", pay));
        Assert.Equal(second, Id(await JsonAsync(host, "request reject", second, "--reason", "重复", "--token", approver)));
        Assert.Equal(2, (await JsonAsync(host, "request list", "--token", token)).GetArrayLength());
        await PartiesAsync(host, token);
    }

    private async Task PartiesAsync(TestHost host, string token)
    {
        Assert.Equal("near", Id(await JsonAsync(host, "user interest", "--user", "near", "--party", "利民公司", "--reason", "持股", "--token", token)));
        Assert.Equal("limin", Id(await JsonAsync(host, "party record", "--party", "limin", "--name", "利民公司",
            "--relation", "main_donor", "--date", "2026-01-07", "--token", token)));
        Assert.Equal(1, (await JsonAsync(host, "party list", "--token", token)).GetArrayLength());
        Assert.Equal("limin", Id(await JsonAsync(host, "party end", "--party", "limin", "--reason", "不再捐赠", "--date", "2026-01-08", "--token", token)));
    }

    /// <summary>A campaign and a project from beginning to end.</summary>
    private async Task PlanAsync(TestHost host)
    {
        var file = Path.Combine(host.Folder, "plan.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(Regulation.Plans.PlanOf(Regulation.Plans.Campaign(
            "spring", "2026-01-02", "2026-02-28", emergency: true))), TestContext.Current.CancellationToken);
        await JsonAsync(host, "campaign qualify", "--certificate", "募证001", "--from", "2026-01-01", "--to", "2026-12-31", "--authority", "民政局");
        Assert.Equal("spring", Id(await JsonAsync(host, "campaign plan", file, "--id", "spring", "--date", "2026-01-02")));
        await JsonAsync(host, "campaign file", "--campaign", "spring", "--filing", "备1", "--date", "2026-01-03");
        await JsonAsync(host, "gift receive", "--amount", "5", "--campaign", "spring", "--date", "2026-01-02");
        await JsonAsync(host, "campaign close", "--campaign", "spring", "--treatment", "按方案", "--ground", "as_planned", "--date", "2026-01-04");
        Assert.Equal(500, (await JsonAsync(host, "campaign list"))[0].GetProperty("leftFen").GetInt64());

        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(Regulation.Plans.Project("lunch")), TestContext.Current.CancellationToken);
        Assert.Equal("lunch", Id(await JsonAsync(host, "project propose", file)));
        await JsonAsync(host, "project evaluate", "--project", "lunch", "--evaluator", "评审会", "--opinion", "可行");
        await JsonAsync(host, "project advance", "--project", "lunch", "--stage", "ready");
        await JsonAsync(host, "project advance", "--project", "lunch", "--stage", "under_way");
        await JsonAsync(host, "project reach", "--project", "lunch", "--milestone", "half", "--evidence", "验收单");
        await JsonAsync(host, "gift receive", "--amount", "8", "--project", "lunch", "--date", "2026-01-02");
        await JsonAsync(host, "pay", "--amount", "8", "--project", "lunch", "--payee", "某学校", "--purpose", "午餐", "--date", "2026-01-03");
        await JsonAsync(host, "project close", "--project", "lunch", "--result", "完成", "--treatment", "无剩余");
        Assert.Equal("closed", (await JsonAsync(host, "project list"))[0].GetProperty("stage").GetString());
    }

    /// <summary>On a host of its own: where there are several federations, every command has to say which.</summary>
    private async Task AlliancesAsync()
    {
        await using var host = await TestHost.StartAsync();
        string[] day = ["--date", "2026-02-01"], near = ["--federation", "city"], far = ["--federation", "linhe"];
        foreach (var federation in (string[])["city", "linhe"]) await host.FederationAsync(federation);
        await JsonAsync(host, "alliance agree", ["--partner", "city", "--agreement", "联盟1号", "--ends", "2026-12-31", .. far, .. day]);
        await JsonAsync(host, "alliance project", ["--id", "joint", "--name", "共同助学", "--share", "linhe=100", "--share", "city=80", .. far, .. day]);
        await JsonAsync(host, "gift receive", ["--purpose", "联盟", "--amount", "80", .. near, .. day]);
        await JsonAsync(host, "alliance send", ["--to", "linhe", "--amount", "80", "--purpose", "助学", "--restriction", "联盟",
            "--project", "joint", .. near, .. day]);
        var quilts = Id(await JsonAsync(host, "goods receive", ["--kind", "goods", "--description", "棉被", "--quantity", "5", "--unit", "床",
            "--basis", "发票 13", "--value", "50", .. near, .. day]));
        await JsonAsync(host, "alliance send-goods", ["--to", "linhe", "--gift", quilts, "--quantity", "2", "--purpose", "过冬", .. near, .. day]);
        Assert.Equal(2, (await JsonAsync(host, "alliance transfers", near)).GetArrayLength());
        Assert.Equal([8_000, 0], (await JsonAsync(host, "alliance projects", far)).EnumerateArray().Select(s => s.GetProperty("sentFen").GetInt64()));
        await JsonAsync(host, "alliance end", ["--partner", "city", "--reason", "测试", .. far, .. day]);
        Assert.Equal(2, (await JsonAsync(host, "alliance consolidated")).GetProperty("federations").GetInt32());
    }

    private async Task TrustsAsync(TestHost host)
    {
        string[] trust = ["--trust", "t"], day = ["--date", "2026-02-01"], sum = ["--amount", "100", .. day], reason = ["--reason", "期满", .. day];
        foreach (var id in (string[])["t", "similar"])
        {
            Assert.Equal(id, Id(await JsonAsync(host, "trust establish", ["--id", id, "--name", "信托", "--agreement", "号", "--role", "settlor",
                "--trustee", "某信托公司", "--settlor", "甲公司", "--purpose", "助学", "--scope", "困难学生", "--supervisor", "某所", "--yearly-fees", "200", .. day])));
        }

        await JsonAsync(host, "trust file", [.. trust, "--number", "备1", "--authority", "某局", .. day]);
        await JsonAsync(host, "trust contribute", [.. trust, .. sum]);
        // A gift for the trust alone, so that the sums of what follows stay as they are.
        await JsonAsync(host, "gift receive", ["--purpose", "信托", .. sum]);
        await JsonAsync(host, "trust fund", [.. trust, "--restriction", "信托", .. sum]);
        await JsonAsync(host, "trust income", [.. trust, "--source", "利息", .. sum]);
        await JsonAsync(host, "trust fee", [.. trust, "--kind", "supervisor", .. sum]);
        var more = Id(await JsonAsync(host, "trust income", [.. trust, "--source", "误记", .. sum]));
        await JsonAsync(host, "trust take-back", [.. trust, "--entry", more, "--amount", "100", .. reason]);
        var distribution = Id(await JsonAsync(host, "trust distribute", [.. trust, "--payee", "某校", "--purpose", "助学", .. sum]));
        await JsonAsync(host, "trust reverse", [.. trust, "--distribution", distribution, "--amount", "40", .. reason]);
        await JsonAsync(host, "trust trustee", [.. trust, "--role", "trustee", .. reason]);
        await JsonAsync(host, "trust report", [.. trust, "--document", new string('a', 64), "--year", "2025", .. day]);
        await JsonAsync(host, "trust terminate", [.. trust, .. reason]);
        await JsonAsync(host, "trust hand-on", [.. trust, "--approval", "批1", "--to-trust", "similar", .. sum]);
        var register = await JsonAsync(host, "trust list");
        Assert.Equal((1, 14_000), (register.GetProperty("count").GetInt32(), register.GetProperty("assetsFen").GetInt64()));
    }

    private async Task LotteryAsync(TestHost host)
    {
        string[] indicator = ["--indicator", "fucai"], part = [.. indicator, "--part", "a"], day = ["--date", "2026-02-01"];
        Assert.Equal("fucai", Id(await JsonAsync(host, "lottery issue", ["--id", "fucai", "--document", "号", "--level", "city", "--year", "2026",
            "--purpose", "public_welfare", "--project-code", "1", "--target", "目标", "--amount", "1000", .. day])));
        await JsonAsync(host, "lottery decompose", [.. part, "--region", "某县", "--unit", "某局", "--project", "养老", "--amount", "900",
            "--priority", "--treatment", "agency", .. day]);
        await JsonAsync(host, "lottery tranche", [.. part, "--document", "号", "--amount", "800", .. day]);
        string[] spent = [.. indicator, "--expenditure", Id(await JsonAsync(host, "lottery spend",
            [.. part, "--type", "equipment", "--payee", "某厂", "--use", "护理床", "--amount", "700", .. day]))];
        await JsonAsync(host, "lottery reverse", [.. spent, "--amount", "100", "--reason", "退货", .. day]);
        Assert.Equal(1, (await JsonAsync(host, "lottery unlabelled")).GetArrayLength());
        await JsonAsync(host, "lottery label", [.. spent, "--photo", new string('a', 64), "--place", "大厅", .. day]);
        await JsonAsync(host, "lottery evaluate", [.. indicator, "--score", "90", "--effect", "好", "--by", "某局", .. day]);
        await JsonAsync(host, "lottery carry-over", [.. part, "--paid", "--to-year", "2027", "--amount", "150", .. day]);
        await JsonAsync(host, "lottery recover", [.. part, "--paid", "--document", "号", "--amount", "50", .. day]);
        await JsonAsync(host, "lottery sales", ["--month", "2026-01-01", "--game", "电脑票", "--sales", "1000", "--proportion-bp", "3600",
            "--declared", "360", "--declared-on", "2026-02-01", "--paid", "360", "--paid-on", "2026-02-01", "--expired", "1", .. day]);
        var line = (await JsonAsync(host, "lottery report", "--by", "priority")).EnumerateArray()
            .Single(l => l.GetProperty("group").GetString() == "priority").GetProperty("figures");
        Assert.Equal((60_000, 25_000), (line.GetProperty("spentFen").GetInt64(), line.GetProperty("leftFen").GetInt64()));
        Assert.Equal(3, (await JsonAsync(host, "lottery recoveries")).GetArrayLength());
    }

    private async Task<JsonElement> JsonAsync(TestHost host, string command, params string[] arguments)
    {
        run.Add(command);
        var words = command.Split(' ');
        if (open is not { } served || served.Host != host || OnTheDatabase.Contains(words[0]))
            return (await CommandLine.RunAsync([.. words, .. arguments, "--json", .. host.CliOptions])).Done().Json;
        await host.FollowedAsync();
        return (await CommandLine.RunAsync([.. words, .. arguments, "--json",
            "--url", host.First.Address.ToString(), "--token", served.Token])).Done().Json;
    }

    private static string Id(JsonElement receipt) => receipt.GetProperty("id").GetString()!;

    private static List<string> Ids(JsonElement decided) =>
        [.. decided.GetProperty("decided").EnumerateArray().Select(Id)];

    private static Command Root() => (Command)Assembly.Load("ledger").GetType("CharityLedger.Cli.Commands.LedgerCommands")!
        .GetMethod("Root", BindingFlags.Static | BindingFlags.Public)!.Invoke(null, null)!;

    private static IEnumerable<string> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [path]
        : command.Subcommands.SelectMany(c => Leaves(c, path.Length == 0 ? c.Name : path + " " + c.Name));
}
