using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Lottery;

/// <summary>Short ways to command the welfare-lottery fund of a federation, and to read its report.</summary>
internal sealed class Fund(Api api, string today)
{
    /// <summary>Position of the last command.</summary>
    public long Position { get; private set; }

    /// <summary>Issues an indicator.</summary>
    public Task<string> IssueAsync(string indicator, long fen, int year, string level = "city", string purpose = "elderly") =>
        DoneAsync("indicators", new
        {
            indicator, document = "测财社〔2026〕1号", level, year, purpose, projectCode = "2296002", target = "按期完成",
            amountFen = fen, occurredOn = today,
        });

    /// <summary>Allots a part.</summary>
    public Task<string> AllotAsync(
        string indicator, string part, long fen, string region = "某县", bool priority = false, string treatment = "subsidy") =>
        DoneAsync($"indicators/{indicator}/parts", Part(part, fen, region, priority, treatment));

    /// <summary>Pays a tranche.</summary>
    public Task<string> PayAsync(string indicator, string part, long fen, int? year = null) =>
        DoneAsync($"indicators/{indicator}/parts/{part}/tranches", Tranche(fen, year));

    /// <summary>Spends.</summary>
    public Task<string> SpendAsync(string indicator, string part, long fen, string type = "services") =>
        DoneAsync($"indicators/{indicator}/parts/{part}/expenditures", Spending(fen, type));

    /// <summary>Posts what must be accepted; its id.</summary>
    public async Task<string> DoneAsync(string path, object body)
    {
        var answer = (await api.PostAsync("lottery/" + path, body)).Accepted();
        Position = answer.Position;
        return answer.Id;
    }

    /// <summary>Reads, when all that was done here is in the report.</summary>
    public async Task<JsonElement> ReadAsync(string path) =>
        (await api.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}min-position={Position}")).Body;

    /// <summary>A line of the report: one of its figures, in fen.</summary>
    public async Task<Dictionary<string, long>> ReportAsync(string by, string figure, int? year = null)
    {
        var report = await ReadAsync($"lottery/report?by={by}{(year is null ? "" : $"&year={year}")}");
        return report.EnumerateArray().ToDictionary(l => l.GetProperty("group").GetString()!,
            l => l.GetProperty("figures").GetProperty(figure).GetInt64());
    }

    public object Part(string part, long fen, string region = "某县", bool priority = false, string treatment = "subsidy") => new
    {
        part, region, unit = "某县民政局", project = "养老服务", amountFen = fen, occurredOn = today, treatment, priority,
    };

    public object Tranche(long fen, int? year = null) => new { document = "测财拨〔2026〕2号", amountFen = fen, occurredOn = today, year };

    public object Spending(long fen, string type = "services") =>
        new { type, payee = "某服务中心", use = "上门照护", amountFen = fen, occurredOn = today };

    public object Reversal(long fen) => new { amountFen = fen, reason = "多付", occurredOn = today };

    public object CarryOver(long fen, int toYear, string? part = null, bool paid = false) =>
        new { toYear, amountFen = fen, occurredOn = today, part, paid };

    public object Recovery(long fen, string? part = null, bool paid = false) =>
        new { document = "测财收〔2026〕3号", amountFen = fen, occurredOn = today, part, paid };
}
