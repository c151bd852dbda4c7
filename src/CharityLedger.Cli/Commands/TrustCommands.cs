using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Trusts;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>Charitable trusts.</summary>
internal static class TrustCommands
{
    private static readonly Option<string> Trust = CommonOptions.Required("--trust", "Id of the trust.");
    private static readonly Option<string> Amount = CommonOptions.Amount();
    private static readonly Option<string?> Date = CommonOptions.Date();
    private static readonly Option<string> Reason = CommonOptions.Required("--reason", "Said in words.");

    public static Command Of() => new("trust", "Charitable trusts (慈善信托).")
    {
        Establish(), File(), Contribute(), Fund(), Income(), Fee(), Distribute(), Reverse(), TakeBack(), Trustee(), Report(), Terminate(),
        HandOn(), List(),
    };

    private static Command Establish()
    {
        var name = CommonOptions.Required("--name", "Name.");
        var agreement = CommonOptions.Required("--agreement", "Number of the trust document.");
        var role = CommonOptions.Choice<TrustRole>("--role", "What the federation is in it.", required: true);
        var purpose = CommonOptions.Required("--purpose", "Charitable purpose.");
        var scope = CommonOptions.Required("--scope", "Scope of beneficiaries.");
        var id = CommonOptions.Optional("--id", "Id: a-z, 0-9, dash; made where missing.");
        var trustee = CommonOptions.Optional("--trustee", "Trust company that holds it; the federation where missing.");
        var settlors = new Option<string[]>("--settlor") { Description = "Organisation that gives property; may be repeated." };
        var supervisor = CommonOptions.Optional("--supervisor", "Who supervises (监察人).");
        var ends = CommonOptions.Optional("--ends", "Last day of its term, yyyy-MM-dd.");
        var fees = CommonOptions.Optional("--yearly-fees", "The most that its document allows as fees in a calendar year, in yuan.");
        return PostCommand.Of("establish", "Record a trust that was signed (设立).", "Established",
            [name, agreement, role, purpose, scope, id, trustee, settlors, supervisor, ends, fees, Date], p => ("trusts",
                new EstablishTrust.Request(p.GetValue(name)!, p.GetValue(agreement)!, p.GetValue(role), p.GetValue(purpose)!,
                    p.GetValue(scope)!, p.Day(Date), p.GetValue(id), p.GetValue(trustee),
                    [.. (p.GetValue(settlors) ?? []).Select(s => new EstablishTrust.Settlor(s))], p.GetValue(supervisor),
                    p.GetValue(ends) is null ? null : p.Day(ends), p.GetValue(fees) is null ? null : p.Fen(fees!))));
    }

    private static Command File()
    {
        var number = CommonOptions.Required("--number", "Filing number (备案号).");
        var authority = CommonOptions.Required("--authority", "Who filed it.");
        var cause = CommonOptions.Choice<TrustFilingCause>("--cause", "Why it was filed.");
        return PostCommand.Of("file", "Record a filing (备案).", "Filed", [Trust, number, authority, cause, Date], p => (
            Path(p, "filings"), new FileTrust.Request(p.GetValue(number)!, p.GetValue(authority)!, p.Day(Date), p.GetValue(cause))));
    }

    private static Command Contribute()
    {
        var settlor = new Option<int>("--settlor") { Description = "Which settlor, from 1.", DefaultValueFactory = _ => 1 };
        return PostCommand.Of("contribute", "Record a settlor's money (收到信托财产).", "Received", [Trust, Amount, settlor, Date], p => (
            Path(p, "contributions"), new ContributeToTrust.Request(p.Fen(Amount), p.Day(Date), p.GetValue(settlor))));
    }

    private static Command Fund()
    {
        var fund = CommonOptions.Optional("--fund", "Fund it comes from; general money where missing.");
        var restriction = CommonOptions.Optional("--restriction", "Takes money that this stated purpose restricts.");
        return PostCommand.Of("fund", "Give own money as its settlor.", "Given",
            [Trust, Amount, fund, restriction, CommonOptions.RelatedParty, CommonOptions.Decision, Date], p => (
                Path(p, "funding"), new FundTrust.Request(p.Fen(Amount), p.Day(Date), p.GetValue(fund), null, p.GetValue(restriction),
                    p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision))));
    }

    private static Command Income()
    {
        var source = CommonOptions.Required("--source", "What earned it, such as interest.");
        return PostCommand.Of("income", "Record income (信托收益).", "Received", [Trust, source, Amount, Date], p => (
            Path(p, "income"), new EarnTrustIncome.Request(p.GetValue(source)!, p.Fen(Amount), p.Day(Date))));
    }

    private static Command Fee()
    {
        var kind = CommonOptions.Choice<TrustFeeKind>("--kind", "Whose fee.");
        return PostCommand.Of("fee", "Pay a fee (信托报酬).", "Paid",
            [Trust, kind, Amount, CommonOptions.RelatedParty, CommonOptions.Decision, Date], p => (
                Path(p, "fees"), new PayTrustFee.Request(p.GetValue(kind), p.Fen(Amount), p.Day(Date),
                    p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision))));
    }

    private static Command Distribute()
    {
        var payee = CommonOptions.Required("--payee", "Who receives it.");
        var purpose = CommonOptions.Required("--purpose", "What for.");
        return PostCommand.Of("distribute", "Pay for the purpose (信托支出).", "Paid",
            [Trust, payee, purpose, Amount, CommonOptions.RelatedParty, CommonOptions.Decision, Date], p => (
                Path(p, "distributions"), new DistributeTrust.Request(p.GetValue(payee)!, p.GetValue(purpose)!, p.Fen(Amount),
                    p.Day(Date), p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision))));
    }

    private static Command Reverse()
    {
        var distribution = CommonOptions.Required("--distribution", "Id of the distribution.");
        return PostCommand.Of("reverse", "Reverse a distribution or a part of it (冲回).", "Reversed",
            [Trust, distribution, Amount, Reason, Date], p => (Path(p, $"distributions/{p.Name(distribution)}/reversals"),
                new ReverseTrustDistribution.Request(p.Fen(Amount), p.GetValue(Reason)!, p.Day(Date))));
    }

    private static Command TakeBack()
    {
        var entry = CommonOptions.Required("--entry", "Id of the contribution, income or fee.");
        return PostCommand.Of("take-back", "Take a contribution, income or fee back, or a part of it (冲回信托收支).", "Taken back",
            [Trust, entry, Amount, Reason, Date], p => (Path(p, $"entries/{p.Name(entry)}/reversals"),
                new ReverseTrustEntry.Request(p.Fen(Amount), p.GetValue(Reason)!, p.Day(Date))));
    }

    private static Command Trustee()
    {
        var role = CommonOptions.Choice<TrustRole>("--role", "What the federation is from now on.", required: true);
        var trustee = CommonOptions.Optional("--trustee", "Trust company that holds it now; the federation where missing.");
        return PostCommand.Of("trustee", "Change the trustee (变更受托人).", "Changed", [Trust, role, trustee, Reason, Date], p => (
            Path(p, "trustees"), new ChangeTrustee.Request(p.GetValue(role), p.GetValue(Reason)!, p.Day(Date), p.GetValue(trustee))));
    }

    private static Command Report()
    {
        var document = CommonOptions.Required("--document", "SHA-256 of the report.");
        var kind = CommonOptions.Choice<TrustReportKind>("--kind", "What it reports on.");
        var year = new Option<int?>("--year") { Description = "The year, of a yearly report." };
        return PostCommand.Of("report", "Record a report (报告).", "Recorded", [Trust, document, kind, year, Date], p => (
            Path(p, "reports"), new ReportTrust.Request(p.GetValue(document)!, p.Day(Date), p.GetValue(kind), p.GetValue(year))));
    }

    private static Command Terminate() => PostCommand.Of("terminate", "End a trust (终止).", "Ended", [Trust, Reason, Date], p => (
        Path(p, "termination"), new TerminateTrust.Request(p.GetValue(Reason)!, p.Day(Date))));

    private static Command HandOn()
    {
        var approval = CommonOptions.Required("--approval", "Number of the approval.");
        var toTrust = CommonOptions.Optional("--to-trust", "A similar trust.");
        var toFund = CommonOptions.Optional("--to-fund", "Or a fund.");
        var purpose = CommonOptions.Optional("--purpose", "Purpose that binds it, where it goes to no trust.");
        return PostCommand.Of("hand-on", "Hand the residue on (剩余财产近似目的).", "Handed on",
            [Trust, approval, Amount, toTrust, toFund, purpose, Date], p => (Path(p, "residues"), new HandOnResidue.Request(
                p.GetValue(approval)!, p.Fen(Amount), p.Day(Date), p.GetValue(toTrust), p.GetValue(toFund), p.GetValue(purpose))));
    }

    private static Command List()
    {
        var command = new Command("list", "Every trust, their number and total assets.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.Print(await session.GetAsync($"trusts?min-position={await ReportCommands.LastAsync(session, ct)}", ct),
                json => Print(json.Deserialize<TrustReports.TrustRegister>(CliJson.Options)!));
        });
        return command;
    }

    private static void Print(TrustReports.TrustRegister register)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Trust", "Name", "Trustee", "Signed", "Filing", "Ended"]) table.AddColumn(column);
        table.AddColumn(new TableColumn("Assets") { Alignment = Justify.Right });
        foreach (var t in register.Trusts)
        {
            table.AddRow(Markup.Escape(t.Trust), Markup.Escape(t.Name), Markup.Escape(t.Trustee ?? "the federation"),
                t.SignedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Markup.Escape(t.FilingNumber ?? ""),
                t.EndedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", Yuan.Format(t.AssetsFen));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{register.Count} trusts with ¥{Yuan.Format(register.AssetsFen)}");
    }

    private static string Path(ParseResult parsed, string what) => $"trusts/{parsed.Name(Trust)}/{what}";
}
