using System.CommandLine;
using System.Globalization;
using CharityLedger.EventStore.Backups;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Server.Access;
using CharityLedger.Server.Backups;
using CharityLedger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>Backups (备份), bringing a ledger back from one (恢复), and switching a copy on.</summary>
internal static class BackupCommands
{
    private const string Variable = "CHARITYLEDGER_BACKUP_PASSPHRASE";

    public static Command Backup()
    {
        var file = new Argument<string>("file") { Description = "The backup, which isn't there yet; its key comes beside it as FILE.key." };
        var passphrase = PassphraseFile();
        var command = new Command("backup",
            "Write a backup while the host works (备份): the log, everything that doesn't follow from it, the files, and the sealed master key.")
        {
            file, passphrase,
        };
        command.Runs(async (parsed, ct) =>
        {
            var secret = await PassphraseAsync(parsed.GetValue(passphrase), isNew: true, ct);
            await using var host = await Session.OpenHostAsync(parsed, ct);
            var writer = host.Services.GetRequiredService<BackupWriter>();
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            var manifest = await RefusableAsync(() =>
                StepBars.RunAsync(parsed, progress => writer.WriteAsync(path, secret, progress, ct)));
            var size = new FileInfo(path).Length;
            if (parsed.GetValue(GlobalOptions.Json))
                CliJson.Print(new { file = path, key = path + ".key", size, manifest.LastPosition, manifest.TakenAt, files = manifest.Files.Count });
            else PrintBackup(path, size, manifest);
        });
        return command;
    }

    public static Command Restore()
    {
        var file = new Argument<string>("file") { Description = "The backup; its key lies beside it as FILE.key." };
        var passphrase = PassphraseFile();
        var command = new Command("restore",
            "Bring a ledger back (恢复) into the empty folder of --data, or the empty database of --connection; ends with a check of everything.")
        {
            file, passphrase,
        };
        command.Runs(async (parsed, ct) =>
        {
            if (parsed.GetValue(GlobalOptions.Url) is not null)
                throw new CliException("not_allowed", "A ledger is restored on the machine itself: use --data or --connection.");
            var target = new LedgerHostOptions
            {
                DataFolder = Path.GetFullPath(parsed.GetValue(GlobalOptions.Data)!), Connection = parsed.GetValue(GlobalOptions.Connection),
            };
            var restored = await RefusableAsync(() => StepBars.RunAsync(parsed, progress =>
                new RestoreRun(Path.GetFullPath(parsed.GetValue(file)!), target, progress)
                    .RunAsync(() => PassphraseAsync(parsed.GetValue(passphrase), isNew: false, ct), ct)));
            var (manifest, check) = (restored.Manifest, restored.Check);
            if (parsed.GetValue(GlobalOptions.Json))
                CliJson.Print(new { ok = check.Findings.Count == 0, manifest.LastPosition, manifest.TakenAt, check.Events, check.Findings });
            else PrintRestored(restored);
            if (check.Findings.Count > 0) throw new ReportedException();
        });
        return command;
    }

    public static Command Resume()
    {
        var command = new Command("resume",
            "Switch a restored or copied ledger on: from here on tokens are taken and jobs begin. The one that it was copied from must be off.");
        command.Runs(async (parsed, ct) =>
        {
            await using var host = await Session.OpenHostAsync(parsed, ct);
            if (!await host.Services.GetRequiredService<CopyMark>().ResumeAsync(ct))
                throw new CliException("not_a_copy", "This ledger is no copy, or was switched on before: nothing of it is off.");
            if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(new { resumed = true });
            else Console.WriteLine("Switched on: tokens are taken at once, and jobs begin within ten minutes.");
        });
        return command;
    }

    private static Option<string?> PassphraseFile() => CommonOptions.Optional("--passphrase-file",
        $"File whose first line is the passphrase of the key; {Variable} where missing, and asked for without either.");

    private static async Task<string> PassphraseAsync(string? file, bool isNew, CancellationToken ct)
    {
        if (file is null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } secret) return secret;
        var typed = await CommonOptions.PasswordAsync(file, ct, "Passphrase of the backup's key:");
        // What is typed blindly and only once can be another word than its owner thinks.
        if (file is null && isNew && await CommonOptions.PasswordAsync(null, ct, "Once more:") != typed)
            throw new CliException("password_invalid", "The two are not the same.");
        return typed;
    }

    private static async Task<T> RefusableAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (BackupException e)
        {
            throw new CliException(e.Code, e.Message);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new CliException(e.Code, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or UnauthorizedAccessException)
        {
            throw new CliException("start_refused", e.Message);
        }
    }

    private static void PrintBackup(string path, long size, BackupManifest manifest)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[bold]{path}[/]: {manifest.LastPosition:N0} events, {manifest.Files.Count:N0} files, {size:N0} bytes.");
        AnsiConsole.MarkupLineInterpolated($"Its key, under the passphrase: [bold]{path}.key[/]. Keep the two apart; neither opens without the passphrase.");
    }

    private static void PrintRestored(Restored restored)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Restored {restored.Manifest.LastPosition:N0} events and {restored.Manifest.Files.Count:N0} files of {restored.Manifest.TakenAt:u}.");
        ReportCommands.PrintCheck(restored.Check, restored.Check.Findings);
        AnsiConsole.MarkupLine("This ledger is a copy: tokens and jobs are off until [bold]ledger resume[/].");
    }
}
