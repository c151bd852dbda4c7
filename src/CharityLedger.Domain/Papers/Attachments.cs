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

    /// <summary>Adds one.</summary>
    public Result<PaperAdded> Add(PaperAdded wanted, DateOnly today)
    {
        if (Papers.Count >= Most) return new Refusal(RefusalCode.EvidenceInvalid, $"At most {Most} papers are added to one thing.", "sha256");
        if (Papers.Exists(p => p.Sha256 == wanted.Sha256 && p.Kind == wanted.Kind))
            return new Refusal(RefusalCode.PaperExists, "This file is there already, as a paper of this kind.", "sha256");
        return Check.Date(wanted.OccurredOn, today) is { } refusal ? refusal : wanted;
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
    public Attachments Evolve(ILedgerEvent @event) => @event is PaperAdded added ? new(Papers.Add(added)) : this;

    /// <summary>The word of a kind, as it is stored.</summary>
    public static string WordOf(PaperKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
