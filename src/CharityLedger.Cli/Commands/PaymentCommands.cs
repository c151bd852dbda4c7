using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Evidence;

namespace CharityLedger.Cli.Commands;

internal static class PaymentCommands
{
    public static Command Pay()
    {
        var amount = CommonOptions.Amount();
        var payee = CommonOptions.Required("--payee", "Who receives it: an organisation, or people in general words.");
        var purpose = CommonOptions.Required("--purpose", "What it is spent on (用途).");
        var fund = CommonOptions.Optional("--fund", "Fund it is paid from; general money where missing.");
        var campaign = CommonOptions.Optional("--campaign", "Takes money that this campaign restricts.");
        var project = CommonOptions.Optional("--project", "Takes money that is set aside for this project.");
        var restriction = CommonOptions.Optional("--restriction", "Takes money that this stated purpose restricts.");
        var kind = CommonOptions.Choice<ExpenseKind>("--kind", "The expense.");
        var fees = new Option<bool>("--management-fees") { Description = "Takes management fees, which serve administration." };
        var account = CommonOptions.Choice<MoneyAccount>("--account", "Where the money comes from.");
        var named = CommonOptions.Optional("--named-account", "Code of that account in the register; the first one of its kind where missing.");
        var date = CommonOptions.Date();
        var command = new Command("pay", "Pay out of a fund (拨付); asks for it where others must approve.")
        {
            amount, payee, purpose, fund, campaign, project, restriction, kind, fees, account, named,
            CommonOptions.RelatedParty, CommonOptions.Decision, date,
        };
        command.Runs(async (parsed, ct) =>
        {
            var request = new MakePayment.Request(parsed.Fen(amount), parsed.GetValue(payee)!, parsed.GetValue(purpose)!,
                parsed.Day(date), parsed.GetValue(fund), parsed.GetValue(campaign), parsed.GetValue(restriction),
                parsed.GetValue(project), parsed.GetValue(kind), parsed.GetValue(fees), parsed.GetValue(account),
                parsed.GetValue(CommonOptions.RelatedParty), parsed.GetValue(CommonOptions.Decision), parsed.GetValue(named));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("payments", request, ct), "Paid");
        });
        return command;
    }

    public static Command Prove()
    {
        var payment = CommonOptions.Required("--payment", "Id of the payment.");
        var files = new Option<FileInfo[]>("--file")
        {
            Description = "A file that proves it; several may be named.", Required = true, AllowMultipleArgumentsPerToken = true,
        };
        var note = CommonOptions.Optional("--note", "Said beside.");
        var date = CommonOptions.Date();
        var command = new Command("prove", "Prove by files that a payment arrived (登记拨付凭据).") { payment, files, note, date };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var named = new List<EvidenceFiles.Named>();
            foreach (var file in parsed.GetValue(files)!) named.Add(await Evidence.SendAsync(session, file, ct));
            var path = $"payments/{Uri.EscapeDataString(parsed.GetValue(payment)!)}/proofs";
            var request = new ProvePayment.Request(named, parsed.Day(date), parsed.GetValue(note));
            session.PrintReceipt(await session.PostAsync(path, request, ct), "Proved payment");
        });
        return command;
    }

    public static Command Move()
    {
        var amount = CommonOptions.Amount();
        var from = CommonOptions.Choice<MoneyAccount>("--from", "Account it leaves.", required: true);
        var to = CommonOptions.Choice<MoneyAccount>("--to", "Account it enters.", required: true);
        var namedFrom = CommonOptions.Optional("--named-from", "Code in the register of the account that it leaves.");
        var namedTo = CommonOptions.Optional("--named-to", "Code in the register of the account that it enters.");
        var fee = CommonOptions.Optional("--fee", "What the bank or platform keeps, in yuan; general money bears it.");
        var purpose = CommonOptions.Required("--purpose", "What for.");
        var reference = CommonOptions.Optional("--reference", "Number of the bank's or the platform's statement.");
        var date = CommonOptions.Date();
        var command = new Command("move", "Move money between own accounts (资金账户间划转).")
        {
            amount, from, to, namedFrom, namedTo, fee, purpose, reference, date,
        };
        command.Runs(async (parsed, ct) =>
        {
            var request = new MoveMoney.Request(parsed.GetValue(from), parsed.GetValue(to), parsed.Fen(amount), parsed.GetValue(purpose)!,
                parsed.Day(date), parsed.GetValue(fee) is null ? 0 : parsed.Fen(fee!), parsed.GetValue(reference),
                parsed.GetValue(namedFrom), parsed.GetValue(namedTo));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("money-moves", request, ct), "Moved");
        });
        return command;
    }

    public static Command Reverse()
    {
        var payment = CommonOptions.Required("--payment", "Id of the payment.");
        var amount = CommonOptions.Amount();
        var reason = CommonOptions.Required("--reason", "Why it came back.");
        var date = CommonOptions.Date();
        var command = new Command("reverse", "Reverse a payment or a part of it (冲回).") { payment, amount, reason, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new ReversePayment.Request(parsed.Fen(amount), parsed.GetValue(reason)!, parsed.Day(date));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"payments/{Uri.EscapeDataString(parsed.GetValue(payment)!)}/reversals";
            session.PrintReceipt(await session.PostAsync(path, request, ct), "Reversed");
        });
        return command;
    }
}
