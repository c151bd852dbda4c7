using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>What becomes of keys is written with the events that say so, or not at all.</summary>
public sealed class KeyChangeTests
{
    [Fact(Timeout = Patience)]
    public async Task Keys_are_restricted_released_and_destroyed_with_their_command_and_by_its_last_word()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Making("a"));
        await core.DoAsync(Making("b"));
        var restricted = Changing("one", [.. new[] { "a", "b", "none" }.Select(d => new KeyChange(d, KeyFate.Restricted))]);
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(restricted));
        Assert.Equal("a b|a b none", await KeysAsync(database));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(
            Changing("two", new KeyChange("b", KeyFate.Released), new KeyChange("none", KeyFate.Destroyed))));
        Assert.Equal("a b|a", await KeysAsync(database));
        // Said again it is the same answer, and does nothing.
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(restricted));
        Assert.Equal("a b|a", await KeysAsync(database));

        await using var gate = new AppendGate(database, core);
        var answers = await gate.TogetherAsync(Making("c"),
            Changing("three", new KeyChange("c", KeyFate.Destroyed), new KeyChange("a", KeyFate.Destroyed)),
            Changing("four", new KeyChange("a", KeyFate.Restricted)),
            Command("broke", Out("nothing", 1)) with { KeyChanges = [new KeyChange("b", KeyFate.Destroyed)] });
        Assert.Equal([true, true, true, false], answers.Select(a => a.Result is AppendResult.Appended));
        Assert.Equal("b|", await KeysAsync(database));
    }

    [Fact(Timeout = Patience)]
    public async Task A_key_is_made_or_changed_once_in_a_command()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        foreach (var wrong in new[]
        {
            Making("a") with { KeyChanges = [new KeyChange("a", KeyFate.Destroyed)] },
            Changing("x", new KeyChange("a", KeyFate.Destroyed), new KeyChange("a", KeyFate.Restricted)),
            Changing("y", new KeyChange("", KeyFate.Destroyed)),
        })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => core.DoAsync(wrong));
        }
    }

    /// <summary>Keys, and behind the bar those that are restricted.</summary>
    private static async Task<string> KeysAsync(LedgerDatabase database) =>
        string.Join(' ', (await database.RowsAsync("select donor from charity.donor_key order by 1")).Select(r => r[0])) + "|"
        + string.Join(' ', (await database.RowsAsync("select donor from charity.restricted_key order by 1")).Select(r => r[0]));

    private static AppendCommand Making(string donor) => Command("make " + donor, In("bucket", 1)) with { DonorKeys = [new DonorKey(donor, [1])] };

    private static AppendCommand Changing(string key, params KeyChange[] changes) => Command(key, In("bucket", 1)) with { KeyChanges = changes };
}
