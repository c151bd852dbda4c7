using System.Net;
using System.Security.Cryptography;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Importing;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>A small donation list is imported. It is known by its bytes, so that the file is its own key.</summary>
internal sealed record Import(string Key, int Rows, int Seed, string Sha256, long Amount) : Deed(Key, Amount)
{
    public override Who By => Who.Importer;

    public override string Path => "imports/donations";

    public override object Body => new { Rows, Seed };

    public override HttpStatusCode Done => HttpStatusCode.OK;

    public override string LogKey => "request/import/" + StreamOf("");

    public static Import Of(string key, int rows, int seed)
    {
        using var list = GeneratedList.Write(rows, seed, key);
        return new Import(key, rows, seed, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(list.Path))), list.Fen);
    }

    public override string StreamOf(string id) => Streams.List(Sha256, null);

    public override async Task<Answer> AskAsync(Api api)
    {
        // The same numbers make the same list.
        using var list = GeneratedList.Write(Rows, Seed, Key);
        var last = await api.ImportAsync(list.Path, GeneratedList.Profile, "?onKnown=import");
        if (last.TryGetProperty("report", out var report)) return new Answer(HttpStatusCode.OK, report);
        if (last.TryGetProperty("progress", out _)) throw new IOException("The answer ends in the middle.");
        var problem = last.TryGetProperty("problem", out var told) ? told : last;
        var isAway = problem.GetProperty("code").GetString() == "ledger_unavailable";
        return new Answer(isAway ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.UnprocessableEntity, problem);
    }

    /// <summary>Every row is known, and none came in again.</summary>
    public override bool IsRepeat(Answer first, Answer again) =>
        again.Status == HttpStatusCode.OK && (Count(again, "imported"), Count(again, "known")) == (0, Rows);

    private static int Count(Answer report, string what) => report.Body.GetProperty(what).GetInt32();
}
