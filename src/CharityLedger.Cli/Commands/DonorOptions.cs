using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Donations;

namespace CharityLedger.Cli.Commands;

/// <summary>Who gave, as every command that receives something asks it.</summary>
internal sealed class DonorOptions
{
    private readonly Option<string?> name = CommonOptions.Optional("--donor", "Name of the donor; anonymous where missing.");
    private readonly Option<DonorKind> kind = CommonOptions.Choice<DonorKind>("--donor-kind", "Who gave.");
    private readonly Option<DonorNaming> naming = CommonOptions.Choice<DonorNaming>("--naming", "What of the name may be shown.");
    private readonly Option<string?> phone = CommonOptions.Optional("--phone", "Telephone of the donor.");
    private readonly Option<string?> note = CommonOptions.Optional("--note", "What the donor said beside it.");

    private readonly Option<string?> code = CommonOptions.Optional("--credit-code",
        "Unified social credit code of an organisation (统一社会信用代码).");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { name, kind, naming, phone, note, code }) command.Options.Add(option);
    }

    public DonorInput? Of(ParseResult parsed) => parsed.GetValue(name) is { } given
        ? new DonorInput(given, parsed.GetValue(kind), parsed.GetValue(naming), parsed.GetValue(phone), parsed.GetValue(note),
            parsed.GetValue(code))
        : null;

    /// <summary>The donor, who must be named here.</summary>
    public DonorInput Named(ParseResult parsed) =>
        Of(parsed) ?? throw new CliException("text_missing", "Say who: --donor.", "donor");
}
