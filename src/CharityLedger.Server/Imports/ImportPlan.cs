using CharityLedger.EventStore;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Imports;

/// <summary>What a chunk comes to.</summary>
internal sealed class ImportPlan(ListedChunk chunk, Screen screen)
{
    private readonly List<RowRefusal> refused = [.. chunk.Refused];
    private int imported, known, held, own;
    private int screened;
    private long importedFen, knownFen, screenedFen;

    public ListedChunk Chunk => chunk;

    /// <summary>The lists that its rows were screened by; its command asserts that they still stand so.</summary>
    public Screen Screen => screen;

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
