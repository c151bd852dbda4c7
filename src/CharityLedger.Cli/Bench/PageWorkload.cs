namespace CharityLedger.Cli.Bench;

/// <summary>
/// Visitors who read the public pages in turn: the overview, a fund, the list of gifts. The floor is the least that the same
/// host answers: that it lives.
/// </summary>
internal sealed class PageWorkload(ScratchDatabase ledger, TimeSpan turn) : HostWorkload("pages", ledger, turn)
{
    private const int Gifts = 2_000;
    private static readonly string[] Pages = ["f/pages", "f/pages/funds/help", "f/pages/gifts"];

    private HttpClient visitor = null!;
    private int visits;

    public override string Floor => "the same host says that it lives";

    public override Task<Turn> FloorAsync(CancellationToken ct) => CallAsync((answered, token) => GetAsync(visitor, "healthz/live", answered, token), ct);

    protected override async Task BeginAsync(HttpClient head, CancellationToken ct)
    {
        visitor = Visitor();
        await PostAsync(head, "funds",
            new { fund = "help", name = "助学基金", sponsor = "江城纺织有限公司", purpose = "助学", occurredOn = Today }, null, ct);
        var donor = new { name = "张三丰", kind = "person", naming = "masked" };
        await Parallel.ForEachAsync(Enumerable.Range(1, Gifts), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = ct },
            async (i, token) => await PostAsync(head, "gifts",
                new { amountFen = 100 * i, channel = "bank", occurredOn = Today, fund = i % 2 == 0 ? "help" : null, donor }, null, token));
    }

    protected override Task<int> ActAsync(Action<double> answered, CancellationToken ct) =>
        GetAsync(visitor, Pages[Interlocked.Increment(ref visits) % Pages.Length], answered, ct);
}
