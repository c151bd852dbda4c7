using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Imports;

/// <summary>The fund of a list, as its rows were decided on.</summary>
/// <param name="State">The fund; null for none.</param>
/// <param name="Asserted">What asserts that it still stands so.</param>
internal sealed record FundAsRead(FundState? State, IReadOnlyList<StreamWrite> Asserted);

/// <summary>What a chunk comes to.</summary>
internal sealed class ImportPlan(ListedChunk chunk, Screen screen, FundAsRead fund)
{
    private readonly List<RowRefusal> refused = [.. chunk.Refused];
    private int imported, known, held, own;
    private int screened;
    private long importedFen, knownFen, screenedFen;

    public ListedChunk Chunk => chunk;

    /// <summary>The lists that its rows were screened by; its command asserts that they still stand so.</summary>
    public Screen Screen => screen;

    /// <summary>The fund that its rows go to; its command asserts it as well.</summary>
    public FundAsRead Fund => fund;

    public List<StreamWrite> Writes { get; } = [];

    public List<DonorKey> Keys { get; } = [];

    public ChunkResult Result => new(chunk.Count, imported, importedFen, known, knownFen, held, own, refused, screened, screenedFen);

    /// <summary>Names of the streams that it begins.</summary>
    public string Input => string.Join('\n', Writes.Select(w => w.Stream));

    public void Write(string stream, NewEvent @event, DonorKey? key)
    {
        Writes.Add(new StreamWrite(stream, ExpectedVersion.NoStream, [@event]));
        if (key is not null) Keys.Add(key);
    }

    public void CountImported(ListedGift row) => (imported, importedFen, own) = (imported + 1, importedFen + row.Row.AmountFen, own + 1);

    public void CountOwn(ListedGift row)
    {
        own++;
        CountKnown(row);
    }

    public void CountKnown(ListedGift row) => (known, knownFen) = (known + 1, knownFen + row.Row.AmountFen);

    public void CountHeld() => held++;

    public void CountScreened(ListedGift row) => (screened, screenedFen) = (screened + 1, screenedFen + row.Row.AmountFen);

    public void Refuse(RowRefusal row) => refused.Add(row);
}
