using System.Text.Json;
using CharityLedger.Cli.Commands;
using CharityLedger.Contracts;
using CharityLedger.Imports;
using CharityLedger.Server.Imports;
using Spectre.Console;

namespace CharityLedger.Cli;

/// <summary>Sends donation lists to the host and follows their progress.</summary>
internal static class ImportUpload
{
    /// <summary>Where lists are left to a job.</summary>
    public const string Orders = "imports/orders";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    /// <summary>Imports files one after the other; one that can't be read doesn't stop the next.</summary>
    public static async Task<IReadOnlyList<ImportOutcome>> RunAsync(
        Session session, string query, string profile, IReadOnlyList<string> files, CancellationToken ct)
    {
        var outcomes = new List<ImportOutcome>();
        if (IsPlain(session))
        {
            foreach (var file in files) outcomes.Add(await SendAsync(session, query, profile, file, _ => { }, ct));
            return outcomes;
        }

        await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bars = files.Select(f => progress.AddTask(Markup.Escape(Path.GetFileName(f)), autoStart: false)).ToList();
                for (var i = 0; i < files.Count; i++)
                {
                    bars[i].StartTask();
                    outcomes.Add(await SendAsync(session, query, profile, files[i], p => bars[i].Value = 100 * p.Fraction, ct));
                    bars[i].StopTask();
                }
            });
        return outcomes;
    }

    /// <summary>Whether there is nobody to see bars move.</summary>
    private static bool IsPlain(Session session) => session.Json || Console.IsOutputRedirected;

    /// <summary>Says a line beside what is printed: above the bars, where there are any.</summary>
    private static void Say(Session session, string line)
    {
        if (IsPlain(session)) Console.Error.WriteLine(line);
        else AnsiConsole.WriteLine(line);
    }

    private static async Task<OrderImport.Ordered> EndAsync(
        Session session, string id, Action<ImportProgress> progress, CancellationToken ct)
    {
        var isTold = false;
        while (true)
        {
            var now = (await session.GetAsync($"{Orders}/{id}", ct)).Deserialize<OrderImport.Ordered>(CliJson.Options)!;
            progress(new ImportProgress(now.Rows, now.Fraction));
            if (now.State is ImportState.Done or ImportState.Failed) return now;
            if (now.IsPaused && !isTold)
            {
                Say(session, "The operators paused imports: the list is kept, and comes in once they resume them.");
                isTold = true;
            }

            await Task.Delay(Look, ct);
        }
    }

    private static async Task<ImportOutcome> SendAsync(
        Session session, string query, string profile, string path, Action<ImportProgress> progress, CancellationToken ct)
    {
        var name = Path.GetFileName(path);
        if (!File.Exists(path)) return Fail(RefusalCode.FileNotFound, $"There is no file {path}.");
        if (new FileInfo(path).Length > ImportLimits.FileBytes) return Fail(RefusalCode.FileTooLarge, "A donation list has at most 512 MiB.");
        using var form = new MultipartFormDataContent { { new StringContent(profile), "profile" } };
        form.Add(new StreamContent(File.OpenRead(path)), "file", name);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + query) { Content = form };
        try
        {
            var response = await session.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!response.IsSuccessStatusCode) await Session.AnswerAsync(response, ct);
            if (query.StartsWith(Orders, StringComparison.Ordinal))
            {
                var id = (await Session.AnswerAsync(response, ct)).GetProperty("id").GetString()!;
                Say(session, $"{name} is ordered as {id}; later: ledger import order {id}");
                var ended = await EndAsync(session, id, progress, ct);
                return new ImportOutcome(name, ended.Report, ended.Problem);
            }

            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
            while (await lines.ReadLineAsync(ct) is { } text)
            {
                var line = JsonSerializer.Deserialize<ImportDonations.Line>(text, CliJson.Options)!;
                if (line.Progress is not null) progress(line.Progress);
                if (line.Report is not null) return new ImportOutcome(name, line.Report, null);
                if (line.Problem is not null) return new ImportOutcome(name, null, line.Problem);
            }

            return Fail(RefusalCode.LedgerUnavailable, "The host went away. Import the same file again to go on.");
        }
        catch (CliException e)
        {
            return Fail(RefusalCodes.Parse(e.Code), e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Fail(RefusalCode.LedgerUnavailable, e.Message + " Import the same file again to go on.");
        }

        ImportOutcome Fail(RefusalCode code, string message) => new(name, null, new Refusal(code, message, "file"));
    }
}
