using System.CommandLine;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using Npgsql;

namespace CharityLedger.Cli.Commands;

/// <summary>The tree of commands.</summary>
internal static class LedgerCommands
{
    public static RootCommand Root()
    {
        var root = new RootCommand("CharityLedger: the book of record of a charity federation (慈善总会).")
        {
            GlobalOptions.Data, GlobalOptions.Connection, GlobalOptions.Url, GlobalOptions.Token, GlobalOptions.Federation,
            GlobalOptions.Json,
        };
        root.Add(FederationCommands.Federation());
        root.Add(UserCommands.User());
        root.Add(RequestCommands.Request());
        root.Add(FundCommands.Fund());
        root.Add(FundCommands.Allocate());
        root.Add(GiftCommands.Gift());
        root.Add(GiftCommands.Refund());
        root.Add(GiftCommands.PayRefund());
        root.Add(GoodsCommands.Goods());
        root.Add(PledgeCommands.Pledge());
        root.Add(PledgeCommands.Agency());
        root.Add(ReceiptCommands.Receipt());
        root.Add(MoneyCommands.Income());
        root.Add(MoneyCommands.Release());
        root.Add(MoneyCommands.ChangeUse());
        root.Add(PaymentCommands.Pay());
        root.Add(PaymentCommands.Reverse());
        root.Add(PaymentCommands.Prove());
        root.Add(PaymentCommands.Move());
        root.Add(PartyCommands.Party());
        root.Add(ImportCommands.Import());
        root.Add(CampaignCommands.Campaign());
        root.Add(ProjectCommands.Project());
        root.Add(PolicyCommands.Policy());
        root.Add(ScreeningCommands.Screening());
        root.Add(DutyCommands.Duties());
        root.Add(DutyCommands.Ratios());
        root.Add(LotteryCommands.Lottery());
        root.Add(TrustCommands.Of());
        root.Add(BooksCommands.Books());
        root.Add(AccountCommands.Account());
        root.Add(AllianceCommands.Alliance());
        root.Add(ReportCommands.Balances());
        root.Add(ReportCommands.Trace());
        root.Add(ReportCommands.Check());
        root.Add(BackupCommands.Backup());
        root.Add(BackupCommands.Restore());
        root.Add(BackupCommands.Resume());
        root.Add(BenchCommand.Bench());
        root.Add(JobCommands.Job());
        root.Add(OperatorCommands.Operator());
        root.Add(OperatorCommands.Token());
        root.Add(OperatorCommands.Database());
        return root;
    }

    /// <summary>Runs a command; a refusal goes to standard error with its code, and the exit code is 1.</summary>
    public static void Runs(this Command command, Func<ParseResult, CancellationToken, Task> run) => command.SetAction(async (parsed, ct) =>
    {
        try
        {
            await run(parsed, ct);
            return 0;
        }
        catch (ReportedException)
        {
            return 1;
        }
        catch (CliException e)
        {
            if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(new { code = e.Code, message = e.Message, field = e.Field });
            else Console.Error.WriteLine($"{e.Code}: {e.Message}");
            return 1;
        }
        catch (Exception e) when (e is NpgsqlException or LedgerUnavailableException or HttpRequestException or IOException or TimeoutException)
        {
            // Of a database that is away the driver knows more; what it says of a full disk is PostgreSQL's own language.
            var isTold = e is PostgresException or LedgerUnavailableException or IOException;
            var message = isTold && Outage.Of(e, "Repeat the command.") is { } outage ? outage.Message : e.Message;
            if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(new { code = "ledger_unavailable", message });
            else Console.Error.WriteLine($"ledger_unavailable: {message}");
            return 1;
        }
    });
}
