using CharityLedger.Contracts;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>By what contacts are found, written with the events, and what only one of them may have.</summary>
public sealed class ContactDigestTests
{
    private static readonly Guid Number = Guid.Parse("00000000-0000-0000-0000-0000000000a1"), Phone = Guid.Parse("00000000-0000-0000-0000-0000000000b1"),
        Other = Guid.Parse("00000000-0000-0000-0000-0000000000c1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience)]
    public async Task Of_two_who_register_one_identifier_at_once_one_does_on_one_host_and_on_two()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var gate = new AppendGate(database, core);
        var answers = await gate.TogetherAsync(Registering("a", Number), Registering("b", Number), Registering("c", Other));
        Assert.IsType<AppendResult.Appended>(answers[0].Result);
        AssertRefused(AppendRefusal.IdentifierTaken, "a", answers[1].Result!);
        Assert.IsType<AppendResult.Appended>(answers[2].Result);

        await using var second = database.Open();
        AssertRefused(AppendRefusal.IdentifierTaken, "a", await second.DoAsync(Registering("d", Number)));
        // The one that has it says so again: that is the same answer.
        Assert.Equal(answers[0].Result, await second.DoAsync(Registering("a", Number)));
        Assert.Equal(["a", "c"], (await database.RowsAsync("select distinct contact from charity.contact_digest order by 1")).Select(r => r[0]));
    }

    [Fact(Timeout = Patience)]
    public async Task Two_hosts_that_register_at_once_never_give_one_identifier_to_two()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var first = database.Open();
        await using var second = database.Open();
        for (var round = 0; round < 20; round++)
        {
            var identifier = Guid.NewGuid();
            var results = await Task.WhenAll(new[] { first, second }.Select((core, i) => core.DoAsync(Registering($"r{round}-{i}", identifier))));
            Assert.Single(results.OfType<AppendResult.Appended>());
        }
    }

    [Fact(Timeout = Patience)]
    public async Task What_does_not_hold_any_more_goes_and_frees_the_identifier_and_kin_may_share_one()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Registering("a", Number, (DigestKind.Phone, Phone)));
        await core.DoAsync(Registering("b", Other));
        AssertRefused(AppendRefusal.IdentifierTaken, "a", await core.DoAsync(Changing("one", "b", Number)));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Changing("two", "b", Number, "a")));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Changing("three", "a", Other)));
        AssertRefused(AppendRefusal.IdentifierTaken, "b", await core.DoAsync(Changing("four", "a", Number)));
        Assert.Equal([["a", (short)6, Other], ["b", (short)6, Number]],
            await database.RowsAsync("select contact, kind, digest from charity.contact_digest order by 1"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_refused_command_leaves_no_digest_and_a_change_in_the_same_group_has_the_last_word()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var gate = new AppendGate(database, core);
        var answers = await gate.TogetherAsync(Registering("a", Number), Changing("later", "a", Other),
            Command("broke", Out("nothing", 1)) with
            {
                ContactDigests = [new ContactDigests("z", [new ContactDigest(DigestKind.Name, Phone)]) { Replaces = true }],
            },
            Registering("b", Number));
        Assert.Equal([true, true, false, true], answers.Select(a => a.Result is AppendResult.Appended));
        Assert.Equal([["a", Other], ["b", Number]], await database.RowsAsync("select contact, digest from charity.contact_digest order by 1"));
    }

    [Fact(Timeout = Patience)]
    public async Task The_check_finds_digests_of_contacts_that_the_log_does_not_know_or_that_were_erased()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Registering("a", Number));
        await core.DoAsync(Registering("b", Other));
        Assert.Empty((await new LedgerCheck(database.Source).RunAsync(ct: Ct)).Findings);
        await database.RowsAsync("delete from charity.donor_key where donor = 'b' returning donor");
        await database.RowsAsync("update charity.contact_digest set contact = 'nobody' where contact = 'a' returning contact");
        Assert.Equal(["contact-b", "contact-nobody"],
            (await new LedgerCheck(database.Source).RunAsync(ct: Ct)).Findings.Select(f => f.Subject).Order(StringComparer.Ordinal));
    }

    /// <summary>An event that moves no money.</summary>
    private static NewEvent Said() => new("contact_part_added", "{}"u8.ToArray(), []);

    private static AppendCommand Registering(string contact, Guid identifier, params (DigestKind Kind, Guid Value)[] more) =>
        Command("register " + contact, [Write(Streams.Contact(contact), ExpectedVersion.NoStream, Said())]) with
        {
            DonorKeys = [new DonorKey(contact, [1])],
            ContactDigests = [new ContactDigests(contact,
                [new ContactDigest(DigestKind.Identifier, identifier), .. more.Select(m => new ContactDigest(m.Kind, m.Value))])],
        };

    private static AppendCommand Changing(string key, string contact, Guid identifier, params string[] kin) =>
        Command(key, [Write(Streams.Contact(contact), ExpectedVersion.Any, Said())]) with
        {
            ContactDigests = [new ContactDigests(contact, [new ContactDigest(DigestKind.Identifier, identifier)])
            {
                Replaces = true, Kin = kin.ToHashSet(),
            }],
        };
}
