using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Tests.Access;

/// <summary>Ids stand in databases and on receipts: they may never come out otherwise than they did.</summary>
public sealed class IdsTests : IDisposable
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("charityledger-ids-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Ids_are_the_digest_of_their_parts_also_where_many_are_made_at_once()
    {
        var master = MasterKey.Load(folder.FullName);
        var ids = new Ids(master);
        var secret = master.Derive("ids");
        string[][] things = [[""], ["a", "bc"], ["ab", "c"], ["江城", "listed", new string('捐', 2_000)], ["half \uD800"]];
        await Parallel.ForAsync(0, 2_000, TestContext.Current.CancellationToken, (i, _) =>
        {
            string[] parts = [.. things[i % things.Length], i.ToString(CultureInfo.InvariantCulture)];
            Assert.Equal(Expected(secret, parts, 13), ids.Of(parts));
            Assert.Equal("20260302-" + Expected(secret, parts, 13), ids.Dated(new DateOnly(2026, 3, 2), parts));
            return ValueTask.CompletedTask;
        });
        Assert.Equal(Expected(master.Derive("check-code"), ["city", "gift"], 8), ids.CheckCode("city", "gift"));
    }

    /// <summary>The lowest bits of the first 16 bytes of HMAC-SHA-256, five to a character.</summary>
    private static string Expected(byte[] secret, string[] parts, int length)
    {
        var text = string.Concat(parts.Select(p => p.Length.ToString(CultureInfo.InvariantCulture) + ":" + p));
        var number = new BigInteger(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), isUnsigned: true, isBigEndian: true);
        return string.Concat(Enumerable.Range(0, length).Select(i => Alphabet[(int)(number >> (5 * i) & 31)]));
    }
}
