using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CharityLedger.Contracts;
using Npgsql;

namespace CharityLedger.Server.Access;

/// <summary>Who acts, for which federation. <see cref="Federation"/> is <see cref="Operator"/> for the installation's operators.</summary>
public sealed record Caller(string Federation, string User)
{
    /// <summary>Operators act for the installation, and for no federation.</summary>
    public const string Operator = Tenants.Installation;

    /// <summary>Whether this is the installation's operator.</summary>
    public bool IsOperator => Federation == Operator;
}

/// <summary>Tokens for the API. The database keeps their SHA-256 only, so a token is shown once, when it is made.</summary>
public sealed class ApiTokens(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Remember = TimeSpan.FromSeconds(10);

    /// <summary>Stands for the installation in tokens of earlier versions.</summary>
    private const string OperatorBefore = "*";

    private readonly ConcurrentDictionary<string, (Caller Caller, long Since)> seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Caller> lent = new(StringComparer.Ordinal);

    /// <summary>Makes a token.</summary>
    public async Task<string> CreateAsync(Caller caller, CancellationToken ct)
    {
        var token = NewToken();
        await using var command = database.CreateCommand(
            "insert into charity.api_token (hash, tenant, user_name, created_at) values ($1, $2, $3, $4)");
        command.Parameters.AddWithValue(Hash(token));
        command.Parameters.AddWithValue(caller.Federation);
        command.Parameters.AddWithValue(caller.User);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        return token;
    }

    /// <summary>A token that lives as long as this process, for the command line's private host. It is stored nowhere.</summary>
    public string Lend(Caller caller)
    {
        var token = NewToken();
        lent[token] = caller;
        return token;
    }

    /// <summary>
    /// Whom a token names; null where it is unknown or revoked, and in a copy that nobody switched on. Remembered for ten
    /// seconds.
    /// </summary>
    public async Task<Caller?> FindAsync(string token, CancellationToken ct)
    {
        if (lent.TryGetValue(token, out var borrower)) return borrower;
        if (seen.TryGetValue(token, out var known) && clock.GetElapsedTime(known.Since) < Remember) return known.Caller;
        await using var command = database.CreateCommand(
            "select tenant, user_name from charity.api_token where hash = $1 and revoked_at is null and not " + CopyMark.IsSetSql);
        command.Parameters.AddWithValue(Hash(token));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            seen.TryRemove(token, out _);
            return null;
        }

        var tenant = reader.GetString(0);
        var caller = new Caller(tenant == OperatorBefore ? Caller.Operator : tenant, reader.GetString(1));
        seen[token] = (caller, clock.GetTimestamp());
        return caller;
    }

    /// <summary>Ends a token's life.</summary>
    /// <returns>Whether there was such a token.</returns>
    public async Task<bool> RevokeAsync(string token, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "update charity.api_token set revoked_at = $2 where hash = $1 and revoked_at is null");
        command.Parameters.AddWithValue(Hash(token));
        command.Parameters.AddWithValue(clock.GetUtcNow());
        seen.TryRemove(token, out _);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static string NewToken() =>
        "cl_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
