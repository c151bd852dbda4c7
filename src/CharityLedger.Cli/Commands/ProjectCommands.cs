using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Projects;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

internal static class ProjectCommands
{
    public static Command Project() => new("project", "The project library (项目库).")
    {
        Propose(), Evaluate(), Advance(), Reach(), Close(), List(),
    };

    private static Command Propose()
    {
        var file = new Argument<FileInfo>("proposal") { Description = "JSON file with the fields of the proposal." };
        var command = new Command("propose", "Propose a project (项目申报).") { file };
        command.Runs(async (parsed, ct) =>
        {
            var request = CommonOptions.ReadJson<ProjectLibrary.Proposal>(parsed.GetValue(file)!);
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("projects", request, ct), "Proposed project");
        });
        return command;
    }

    private static Command Evaluate()
    {
        var failed = new Option<bool>("--failed") { Description = "It did not pass." };
        var evaluator = CommonOptions.Required("--evaluator", "Who evaluated.");
        var opinion = CommonOptions.Required("--opinion", "Said in words.");
        var date = CommonOptions.Date();
        return Step("evaluate", "Record an evaluation (项目评审).", "evaluation", "Evaluated", parsed => new ProjectLibrary.Evaluation(
            !parsed.GetValue(failed), parsed.GetValue(evaluator)!, parsed.GetValue(opinion)!, parsed.Day(date)),
            failed, evaluator, opinion, date);
    }

    private static Command Advance()
    {
        var stage = CommonOptions.Choice<ProjectStage>("--stage", "ready or under_way.", required: true);
        var note = CommonOptions.Optional("--note", "Said in words.");
        var date = CommonOptions.Date();
        return Step("advance", "Make a project ready, or begin it.", "stage", "Advanced", parsed => new ProjectLibrary.Step(
            parsed.GetValue(stage), parsed.Day(date), parsed.GetValue(note)), stage, note, date);
    }

    private static Command Reach()
    {
        var project = CommonOptions.Required("--project", "The project.");
        var milestone = CommonOptions.Required("--milestone", "The milestone.");
        var evidence = CommonOptions.Required("--evidence", "A document's number, or a file's SHA-256.");
        var date = CommonOptions.Date();
        var command = new Command("reach", "Record that a milestone was reached.") { project, milestone, evidence, date };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(
                $"projects/{Uri.EscapeDataString(parsed.GetValue(project)!)}/milestones/{Uri.EscapeDataString(parsed.GetValue(milestone)!)}/reached",
                new ProjectLibrary.Reaching(parsed.GetValue(evidence)!, parsed.Day(date)), ct), "Reached");
        });
        return command;
    }

    private static Command Close()
    {
        var result = CommonOptions.Required("--result", "What was achieved.");
        var treatment = CommonOptions.Required("--treatment", "What becomes of what is left.");
        var ground = CommonOptions.Choice<SurplusGround>("--ground", "As planned, or for a similar purpose.");
        var purpose = CommonOptions.Optional("--to-purpose", "The similar purpose.");
        var date = CommonOptions.Date();
        return Step("close", "Close a project (项目结项).", "closing", "Closed project", parsed => new CloseProject.Request(
            parsed.GetValue(result)!, parsed.GetValue(treatment)!, parsed.Day(date), parsed.GetValue(ground),
            parsed.GetValue(purpose)), result, treatment, ground, purpose, date);
    }

    private static Command List()
    {
        var command = new Command("list", "Stages, budgets and overdue milestones.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var answer = await session.GetAsync($"projects?min-position={await ReportCommands.LastAsync(session, ct)}", ct);
            session.Print(answer, json => Print(json.Deserialize<List<ListProjects.Line>>(CliJson.Options)!));
        });
        return command;
    }

    private static Command Step<T>(
        string name, string description, string path, string done, Func<ParseResult, T> request, params Option[] options)
    {
        var project = CommonOptions.Required("--project", "The project.");
        var command = new Command(name, description) { project };
        foreach (var option in options) command.Add(option);
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(
                $"projects/{Uri.EscapeDataString(parsed.GetValue(project)!)}/{path}", request(parsed), ct), done);
        });
        return command;
    }

    private static void Print(IReadOnlyList<ListProjects.Line> projects)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Project", "Name", "Stage", "Overdue milestones"]) table.AddColumn(column);
        foreach (var column in (string[])["Budget", "Used", "Left"])
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        foreach (var p in projects)
        {
            var overdue = p.Milestones.Where(m => m.Overdue).Select(m => string.Create(
                CultureInfo.InvariantCulture, $"{m.Milestone.Name} ({m.Milestone.DueOn:yyyy-MM-dd})"));
            table.AddRow(p.Project, Markup.Escape(p.Proposal.Name), p.Stage.ToString(), Markup.Escape(string.Join(", ", overdue)),
                Yuan.Format(p.BudgetFen), Yuan.Format(p.UsedFen), Yuan.Format(p.LeftFen));
        }

        AnsiConsole.Write(table);
    }
}
