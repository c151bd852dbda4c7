using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Lottery;

namespace CharityLedger.Cli.Commands;

/// <summary>The steps of an indicator of the welfare-lottery fund.</summary>
internal static class LotteryCommands
{
    private static readonly Option<string> Indicator = CommonOptions.Required("--indicator", "Id of the indicator (指标).");
    private static readonly Option<string> Part = CommonOptions.Required("--part", "Id of the part (分解项).");
    private static readonly Option<string?> AnyPart = CommonOptions.Optional("--part", "Id of the part; the indicator where missing.");
    private static readonly Option<string> Expenditure = CommonOptions.Required("--expenditure", "Id of the expenditure.");
    private static readonly Option<string> Document = CommonOptions.Required("--document", "Number of the document (文号).");
    private static readonly Option<string> Amount = CommonOptions.Amount();
    private static readonly Option<string?> Date = CommonOptions.Date();
    private static readonly Option<int?> Year = new("--year") { Description = "Budget year; the part's or indicator's where missing." };
    private static readonly Option<bool> Paid = new("--paid") { Description = "Money that arrived already, not leave to allot." };

    public static Command Lottery() => new("lottery", "Welfare-lottery public-benefit fund (福彩公益金).")
    {
        Issue(), Decompose(), Tranche(), Spend(), Reverse(), Label(), Evaluate(), CarryOver(), Recover(), LotteryReading.Sales(),
        LotteryReading.Report(), LotteryReading.List("unlabelled", "Expenditures whose label nobody has shown (缺少资助标识)."),
        LotteryReading.List("recoveries", "What is to be given back if it is not used in time (结余收回提醒)."),
    };

    private static Command Issue()
    {
        var id = CommonOptions.Optional("--id", "Id: a-z, 0-9, dash; made where missing.");
        var level = CommonOptions.Choice<LotteryLevel>("--level", "Whose budget it comes from.", required: true);
        var year = new Option<int>("--year") { Description = "Budget year.", Required = true };
        var purpose = CommonOptions.Choice<LotteryPurpose>("--purpose", "Whom it serves.", required: true);
        var code = CommonOptions.Required("--project-code", "Code of the budget project (项目代码).");
        var target = CommonOptions.Required("--target", "Performance target (绩效目标).");
        return PostCommand.Of("issue", "Record an indicator (指标下达).", "Issued",
            [Document, level, year, purpose, code, target, Amount, id, Date], p => ("lottery/indicators", new IssueIndicator.Request(
                p.GetValue(Document)!, p.GetValue(level), p.GetValue(year), p.GetValue(purpose), p.GetValue(code)!,
                p.GetValue(target)!, p.Fen(Amount), p.Day(Date), p.GetValue(id))));
    }

    private static Command Decompose()
    {
        var region = CommonOptions.Required("--region", "Region it goes to.");
        var unit = CommonOptions.Required("--unit", "Using unit (使用单位).");
        var project = CommonOptions.Required("--project", "What it is for.");
        var treatment = CommonOptions.Choice<LotteryTreatment>("--treatment", "Whose money its tranches become.");
        var priority = new Option<bool>("--priority") { Description = "The region has priority (乡村振兴重点帮扶)." };
        return PostCommand.Of("decompose", "Allot a part of an indicator (指标分解).", "Allotted",
            [Indicator, Part, region, unit, project, Amount, treatment, priority, Year, Date], p => (
                $"lottery/indicators/{p.Name(Indicator)}/parts", new DecomposeIndicator.Request(p.GetValue(Part)!,
                    p.GetValue(region)!, p.GetValue(unit)!, p.GetValue(project)!, p.Fen(Amount), p.Day(Date),
                    p.GetValue(treatment), p.GetValue(priority), p.GetValue(Year))));
    }

    private static Command Tranche() => PostCommand.Of("tranche", "Record money that arrived for a part (拨付).", "Received",
        [Indicator, Part, Document, Amount, Year, Date], p => (
            $"lottery/indicators/{p.Name(Indicator)}/parts/{p.Name(Part)}/tranches",
            new PayTranche.Request(p.GetValue(Document)!, p.Fen(Amount), p.Day(Date), p.GetValue(Year))));

    private static Command Spend()
    {
        var type = CommonOptions.Choice<LotteryExpense>("--type", "What it is spent on.", required: true);
        var payee = CommonOptions.Required("--payee", "Who receives it.");
        var use = CommonOptions.Required("--use", "Said in words.");
        return PostCommand.Of("spend", "Spend money of a part (支出).", "Spent",
            [Indicator, Part, type, payee, use, Amount, Year, CommonOptions.RelatedParty, CommonOptions.Decision, Date], p => (
                $"lottery/indicators/{p.Name(Indicator)}/parts/{p.Name(Part)}/expenditures", new SpendLotteryMoney.Request(
                    p.GetValue(type), p.GetValue(payee)!, p.GetValue(use)!, p.Fen(Amount), p.Day(Date), p.GetValue(Year),
                    p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision))));
    }

    private static Command Reverse()
    {
        var reason = CommonOptions.Required("--reason", "Why it came back.");
        return PostCommand.Of("reverse", "Reverse an expenditure or a part of it (冲回).", "Reversed",
            [Indicator, Expenditure, Amount, reason, Date], p => (
                $"lottery/indicators/{p.Name(Indicator)}/expenditures/{p.Name(Expenditure)}/reversals",
                new ReverseLotteryExpenditure.Request(p.Fen(Amount), p.GetValue(reason)!, p.Day(Date))));
    }

    private static Command Label()
    {
        var photo = CommonOptions.Required("--photo", "SHA-256 of the photo.");
        var place = CommonOptions.Required("--place", "Where the label hangs.");
        return PostCommand.Of("label", "Record the photo of a label (资助标识).", "Recorded",
            [Indicator, Expenditure, photo, place, Date], p => (
                $"lottery/indicators/{p.Name(Indicator)}/expenditures/{p.Name(Expenditure)}/labels",
                new RecordLotteryLabel.Request(p.GetValue(photo)!, p.GetValue(place)!, p.Day(Date))));
    }

    private static Command Evaluate()
    {
        var score = new Option<int>("--score") { Description = "0 to 100.", Required = true };
        var effect = CommonOptions.Required("--effect", "What was reached.");
        var by = CommonOptions.Required("--by", "Who evaluated.");
        return PostCommand.Of("evaluate", "Record a self-evaluation (绩效自评).", "Evaluated",
            [Indicator, AnyPart, score, effect, by, Date], p => (
                $"lottery/indicators/{p.Name(Indicator)}/evaluations", new EvaluateIndicator.Request(
                    p.GetValue(score), p.GetValue(effect)!, p.GetValue(by)!, p.Day(Date), p.GetValue(AnyPart))));
    }

    private static Command CarryOver()
    {
        var to = new Option<int>("--to-year") { Description = "Later budget year.", Required = true };
        return PostCommand.Of("carry-over", "Carry a remainder over to a later year (结转).", "Carried over",
            [Indicator, AnyPart, Paid, Year, to, Amount, Date], p => (
                $"lottery/indicators/{p.Name(Indicator)}/carry-overs", new CarryOverLotteryMoney.Request(p.GetValue(to),
                    p.Fen(Amount), p.Day(Date), p.GetValue(AnyPart), p.GetValue(Paid), p.GetValue(Year))));
    }

    private static Command Recover() => PostCommand.Of("recover", "Give a remainder back (收回).", "Given back",
        [Indicator, AnyPart, Paid, Year, Document, Amount, Date], p => (
            $"lottery/indicators/{p.Name(Indicator)}/recoveries", new RecoverLotteryMoney.Request(p.GetValue(Document)!,
                p.Fen(Amount), p.Day(Date), p.GetValue(AnyPart), p.GetValue(Paid), p.GetValue(Year))));
}
