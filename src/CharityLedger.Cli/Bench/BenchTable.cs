using System.Globalization;
using Spectre.Console;

namespace CharityLedger.Cli.Bench;

/// <summary>A report as a table for people.</summary>
public static class BenchTable
{
    /// <summary>Writes the table and the machine under it.</summary>
    public static void Write(BenchReport report, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("workload").AddColumn("beside");
        foreach (var number in new[] { "its/s", "its p50 ms", "p99 ms", "ledger/s", "ratio", "p50 ms", "p99 ms" })
            table.AddColumn(new TableColumn(number).RightAligned());
        foreach (var w in report.Workloads)
        {
            table.AddRow(Markup.Escape(w.Name), Markup.Escape(w.Floor), Text(w.FloorPerSecond, "N0"), Text(w.FloorP50Ms, "N1"), Text(w.FloorP99Ms, "N1"),
                Text(w.PerSecond, "N0"), Text(w.Ratio, "P0"), Text(w.P50Ms, "N1"), Text(w.P99Ms, "N1"));
            foreach (var p in w.Peers)
            {
                table.AddRow("", Markup.Escape(p.Name), Text(p.PerSecond, "N0"), Text(p.P50Ms, "N1"), Text(p.P99Ms, "N1"),
                    "", Text(p.Ratio, "P0"));
            }
        }

        console.Write(table);
        foreach (var w in report.Workloads.Where(w => w.Http is not null)) console.WriteLine($"{w.Name}: {Text(w.Http!, w.PerSecond)}.");
        var machine = report.Machine;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{machine.Cpu}, {machine.Cores} cores, {machine.Os}, {machine.Runtime}, PostgreSQL {machine.PostgreSql}"));
        console.WriteLine(string.Join(", ", machine.Settings.Select(s => $"{s.Key} {s.Value}")));
        console.WriteLine("Rates are events a second, medians of the rounds; the ledger and what stands beside it took turns.");
    }

    private static string Text(HttpFigures http, double later) => string.Create(CultureInfo.InvariantCulture,
        $"{http.TransactionsPerGift:N1} transactions and {http.WalSyncsPerGift:N2} WAL syncs a gift") + (http.FirstPerSecond is { } first
        ? string.Create(CultureInfo.InvariantCulture, $"; {first:N0}/s in the first {http.FirstSeconds:N0} s, {first / later:P0} of later")
        : "");

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
