using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Papers;

/// <summary>The papers of a request or a record (附件), in the order in which they were added.</summary>
public sealed record Attachments(ImmutableList<PaperAdded> Papers)
{
    /// <summary>The most that one thing holds.</summary>
    public const int Most = 200;

    /// <summary>None.</summary>
    public static readonly Attachments None = new([]);

    /// <summary>Of which only a copy is kept, with the last copy, by the paper's id.</summary>
    public ImmutableDictionary<string, PaperRedacted> Redacted { get; init; } = ImmutableDictionary<string, PaperRedacted>.Empty;

    /// <summary>Those that who approves signs over.</summary>
    public IEnumerable<PaperAdded> Own => Papers.Where(p => !p.IsBeside);

    /// <summary>What a signature is over: null where there is no paper of the thing's own.</summary>
    public string? Digest
    {
        get
        {
            var lines = string.Concat(Own.Select(p => $"{WordOf(p.Kind)} {p.Sha256}\n"));
            return lines.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
        }
    }

    /// <summary>Whether a file is there as a paper of this kind.</summary>
    public bool Holds(PaperKind kind, string sha256) => Papers.Exists(p => p.Sha256 == sha256 && p.Kind == kind);

    /// <summary>Adds one.</summary>
    public Result<PaperAdded> Add(PaperAdded wanted, DateOnly today)
    {
        if (Papers.Count >= Most) return new Refusal(RefusalCode.EvidenceInvalid, $"At most {Most} papers are added to one thing.", "sha256");
        if (Holds(wanted.Kind, wanted.Sha256))
            return new Refusal(RefusalCode.PaperExists, "This file is there already, as a paper of this kind.", "sha256");
        return Check.Date(wanted.OccurredOn, today) is { } refusal ? refusal : wanted;
    }

    /// <summary>Keeps a copy of one in its file's place. Who signed signed over the original: its digest stays.</summary>
    /// <param name="wanted">The copy.</param>
    /// <param name="today">Today.</param>
    public Result<PaperRedacted> Redact(PaperRedacted wanted, DateOnly today)
    {
        if (Papers.Find(p => p.Paper == wanted.Paper) is not { } paper)
            return new Refusal(RefusalCode.NotFound, "There is no such paper.", "paper");
        if (paper.Sha256 == wanted.Sha256 || Redacted.GetValueOrDefault(paper.Paper)?.Sha256 == wanted.Sha256)
            return new Refusal(RefusalCode.PaperExists, "This file is the paper itself.", "sha256");
        return (Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal ? refusal : wanted;
    }

    /// <summary>Null where each of these kinds is there among those signed over.</summary>
    public Refusal? Missing(IEnumerable<PaperKind> required)
    {
        var missing = required.Except(Own.Select(p => p.Kind)).Select(WordOf).ToList();
        return missing.Count == 0
            ? null
            : new Refusal(RefusalCode.PaperMissing, $"Papers are missing: {string.Join(", ", missing)}.", "papers");
    }

    /// <summary>Folds an event.</summary>
    public Attachments Evolve(ILedgerEvent @event) => @event switch
    {
        PaperAdded added => this with { Papers = Papers.Add(added) },
        PaperRedacted redacted => this with { Redacted = Redacted.SetItem(redacted.Paper, redacted) },
        _ => this,
    };

    /// <summary>The word of a kind, as it is stored.</summary>
    public static string WordOf(PaperKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
