using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Imports;
using CharityLedger.Server.Imports;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>Donation lists (捐款名单) and the rows held for the accountant.</summary>
internal static class ImportCommands
{
    public static Command Import() => new("import", "Import lists.") { Donations(), Order(), Held() };

    private static Command Donations()
    {
        var files = new Argument<string[]>("files") { Description = ".xls, .xlsx or .csv files.", Arity = ArgumentArity.OneOrMore };
        var profile = CommonOptions.Required("--profile", "Name of a built-in profile, or a profile's JSON file.");
        var fund = CommonOptions.Optional("--fund", "Fund of the gifts; general money where missing.");
        var onKnown = CommonOptions.Choice<OnKnown>("--on-known", "What to do with rows that are known already.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and report, and write nothing." };
        var asJob = new Option<bool>("--job")
        {
            Description = "Leave the list to a job, which goes on where it stopped whatever happens to host or caller.",
        };
        var command = new Command("donations", "Import donation lists.") { files, profile, fund, onKnown, dryRun, asJob };
        command.Runs(async (parsed, ct) =>
        {
            var profileText = await ProfileTextAsync(parsed.GetValue(profile)!, ct);
            var route = parsed.GetValue(asJob) ? ImportUpload.Orders : "imports/donations";
            var query = $"{route}?onKnown={parsed.GetValue(onKnown)}&dryRun={parsed.GetValue(dryRun)}"
                + (parsed.GetValue(fund) is { } f ? "&fund=" + Uri.EscapeDataString(f) : "");
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var outcomes = await ImportUpload.RunAsync(session, query, profileText, parsed.GetValue(files)!, ct);
            ImportPrinter.Print(outcomes, session.Json);
            if (outcomes.Any(o => o.Problem is not null)) throw new ReportedException();
        });
        return command;
    }

    private static Command Order()
    {
        var id = new Argument<string>("id") { Description = "Id of the order, as import donations --job says it." };
        var command = new Command("order", "Where a list stands that was left to a job, and what became of it.") { id };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"{ImportUpload.Orders}/{Uri.EscapeDataString(parsed.GetValue(id)!)}";
            session.Print(await session.GetAsync(path, ct), json =>
            {
                var order = json.Deserialize<OrderImport.Ordered>(CliJson.Options)!;
                var state = order.State.ToString().ToLowerInvariant() + (order.IsPaused ? ", imports are paused" : "");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{order.File}: {state}, {order.Rows} rows"));
                if (order.Report is not null || order.Problem is not null)
                    ImportPrinter.Print([new ImportOutcome(order.File, order.Report, order.Problem)], json: false);
            });
        });
        return command;
    }

    private static Command Held()
    {
        var list = new Command("list", "Rows that wait for a decision.");
        list.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            ImportPrinter.PrintHeld(await AllHeldAsync(session, ct), session.Json);
        });
        return new Command("held", "Held rows (待确认行).")
        {
            list, Decide("same", HeldDecision.Same, "They are the gifts that are already known."),
            Decide("another", HeldDecision.Another, "They are further gifts; they are received now."),
        };
    }

    private static Command Decide(string name, HeldDecision decision, string description)
    {
        var ids = new Argument<string[]>("ids") { Description = "Ids of held rows.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All rows that wait." };
        var command = new Command(name, description) { ids, all };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var rows = parsed.GetValue(all) ? (await AllHeldAsync(session, ct)).Select(h => h.Id).ToArray() : parsed.GetValue(ids)!;
            if (rows.Length == 0) throw new CliException("held_unknown", "Name held rows, or --all.");
            var decided = new List<JsonElement>();
            foreach (var id in rows)
                decided.Add(await session.PostAsync($"imports/held/{Uri.EscapeDataString(id)}/decision", new HeldDonations.Request(decision), ct));
            if (session.Json) CliJson.Print(new { decided });
            else Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Decided {rows.Length} rows."));
        });
        return command;
    }

    private static async Task<List<HeldDonations.Held>> AllHeldAsync(Session session, CancellationToken ct)
    {
        var rows = new List<HeldDonations.Held>();
        for (string? after = ""; after is not null;)
        {
            var page = (await session.GetAsync("imports/held?after=" + after, ct)).Deserialize<HeldDonations.Page>(CliJson.Options)!;
            rows.AddRange(page.Rows);
            after = page.Next;
        }

        return rows;
    }

    /// <summary>A built-in profile goes by its name, any other as its text.</summary>
    private static async Task<string> ProfileTextAsync(string nameOrPath, CancellationToken ct)
    {
        if (ImportProfile.BuiltIn.Contains(nameOrPath)) return nameOrPath;
        if (!File.Exists(nameOrPath))
        {
            throw new CliException(RefusalCode.ProfileNotFound.Text(),
                $"There is no import profile “{nameOrPath}”. Built in: {string.Join(", ", ImportProfile.BuiltIn)}.");
        }

        return await File.ReadAllTextAsync(nameOrPath, ct);
    }
}

/// <summary>A failure that was printed already.</summary>
internal sealed class ReportedException : Exception;

/// <summary>What became of one file: a report, or a problem with the file as a whole.</summary>
internal sealed record ImportOutcome(string File, ImportReport? Report, Refusal? Problem);

internal static class ImportPrinter
{
    public static void Print(IReadOnlyList<ImportOutcome> outcomes, bool json)
    {
        var reports = outcomes.Where(o => o.Report is not null).Select(o => o.Report!).ToList();
        if (json)
        {
            CliJson.Print(new
            {
                files = outcomes.Select(o => o.Report is not null
                    ? (object)o.Report
                    : new { o.File, problem = new { code = o.Problem!.Code.Text(), message = o.Problem.Message } }),
                imported = reports.Sum(r => r.Imported), importedFen = reports.Sum(r => r.ImportedFen),
                known = reports.Sum(r => r.Known), knownFen = reports.Sum(r => r.KnownFen),
                held = reports.Sum(r => r.Held), refused = reports.Sum(r => r.RefusedCount),
                screened = reports.Sum(r => r.Screened), screenedFen = reports.Sum(r => r.ScreenedFen),
            });
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["File", "Rows", "Imported", "Yuan", "Known", "Held", "Screened", "Refused", "Computed total", "Stated total"])
            table.AddColumn(new TableColumn(column) { Alignment = column == "File" ? Justify.Left : Justify.Right });
        foreach (var r in reports)
        {
            table.AddRow(Markup.Escape(r.File), Count(r.Rows), Count(r.Imported), Yuan.Format(r.ImportedFen), Count(r.Known), Count(r.Held),
                Count(r.Screened), Count(r.RefusedCount), Yuan.Format(r.ComputedTotalFen),
                r.StatedTotalFen is not { } stated ? "–" : stated == r.ComputedTotalFen ? Yuan.Format(stated) : $"[red]{Yuan.Format(stated)}[/]");
        }

        AnsiConsole.Write(table);
        if (reports.Any(r => r.Screened > 0))
            AnsiConsole.WriteLine("Screened rows are held and not in the books: see screening holds, and decide on each.");
        foreach (var r in reports.SelectMany(r => r.Refused.Select(x => (r.File, x))))
            AnsiConsole.MarkupLineInterpolated($"{r.File} row {r.x.Row}, {r.x.Field}: [red]{r.x.Code}[/] {r.x.Message}");
        foreach (var o in outcomes.Where(o => o.Problem is not null))
            AnsiConsole.MarkupLineInterpolated($"{o.File}: [red]{o.Problem!.Code.Text()}[/] {o.Problem.Message}");
    }

    public static void PrintHeld(IReadOnlyList<HeldDonations.Held> rows, bool json)
    {
        if (json)
        {
            CliJson.Print(rows);
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Id", "Row", "Date", "Donor", "Yuan", "Looks like", "Note"]) table.AddColumn(column);
        foreach (var r in rows)
        {
            table.AddRow(r.Id, Count(r.Row), r.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Markup.Escape(r.Donor ?? ""),
                Yuan.Format(r.AmountFen), r.Known, Markup.Escape(r.Note ?? ""));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows wait."));
    }

    private static string Count(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
