using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>The federations whose callers go on through every crash.</summary>
internal static class SetUp
{
    /// <summary>One person does everything.</summary>
    public const string Simple = "crash";

    /// <summary>One asks, one approves, one pays; and the general money that they begin with, in fen.</summary>
    public const string Office = "office";

    public const long OfficeFen = 9_000_000_000_000;

    /// <summary>Has lists alone.</summary>
    public const string Listed = "lists";

    /// <summary>Registers them, before there is any caller.</summary>
    /// <returns>A token for each caller.</returns>
    public static async Task<IReadOnlyDictionary<Who, string>> RunAsync(Uri address, ServerFolder folder)
    {
        using var operate = new Api(address, await folder.TokenAsync("*"));
        foreach (var federation in new[] { Simple, Office, Listed })
            await PostAsync(operate, "federations", new { name = "江城市慈善总会", federation }, federation);
        var tokens = new Dictionary<Who, string>
        {
            [Who.Cashier] = await folder.TokenAsync(Simple), [Who.Importer] = await folder.TokenAsync(Listed),
        };
        using var cashier = new Api(address, tokens[Who.Cashier]);
        foreach (var (fund, fee) in new[] { (Caller.HotFund, 0), (Caller.FeeFund, 500) })
        {
            await PostAsync(cashier, "funds", new
            {
                name = "冠名基金", sponsor = "某公司", purpose = "助学", fund, managementFeeBasisPoints = fee, occurredOn = Deed.Day,
            }, fund);
        }

        using var office = new Api(address, await folder.TokenAsync(Office, "head"));
        await PostAsync(office, "gifts", new { amountFen = OfficeFen, channel = "bank", occurredOn = Deed.Day }, "gift");
        await PostAsync(office, "users", new { user = "head", roles = new[] { "administrator" } }, "head");
        foreach (var who in new[] { Who.Clerk, Who.Approver, Who.Treasurer })
        {
            var user = who.ToString().ToLowerInvariant();
            await PostAsync(office, "users", new { user, roles = new[] { who == Who.Treasurer ? "cashier" : user } }, user);
            tokens[who] = await folder.TokenAsync(Office, user);
        }

        return tokens;
    }

    private static async Task PostAsync(Api api, string path, object body, string key) =>
        (await api.PostAsync(path, body, "setup " + key)).Accepted();
}
