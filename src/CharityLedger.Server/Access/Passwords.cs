using CharityLedger.Contracts;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace CharityLedger.Server.Access;

/// <summary>Passwords of the federations' users, hashed by ASP.NET Core's hasher (PBKDF2), beside the log and never in it.</summary>
public sealed class Passwords(NpgsqlDataSource database, TimeProvider clock)
{
    private const int Shortest = 10, Longest = 200;
    private readonly PasswordHasher<Caller> hasher = new();

    /// <summary>Hash of a password that nobody has: an unknown user takes as long as a wrong password.</summary>
    private readonly Lazy<string> nobodys = new(() => new PasswordHasher<Caller>().HashPassword(null!, Guid.NewGuid().ToString()));

    /// <summary>10 to 200 characters.</summary>
    public static Refusal? Refuse(string password) => password.Length is >= Shortest and <= Longest
        ? null
        : new Refusal(RefusalCode.PasswordInvalid, $"A password has {Shortest} to {Longest} characters.", "password");

    /// <summary>Sets a user's password.</summary>
    public async Task SetAsync(Caller user, string password, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            insert into charity.user_password (tenant, user_name, hash, changed_at) values ($1, $2, $3, $4)
            on conflict (tenant, user_name) do update set hash = excluded.hash, changed_at = excluded.changed_at
            """);
        command.Parameters.AddWithValue(user.Federation);
        command.Parameters.AddWithValue(user.User);
        command.Parameters.AddWithValue(hasher.HashPassword(user, password));
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A text that changes with a user's password and tells nothing of it; null where none was set.</summary>
    public async Task<string?> StampAsync(Caller user, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select encode(sha256(convert_to(hash, 'UTF8')), 'hex') from charity.user_password where tenant = $1 and user_name = $2");
        command.Parameters.AddWithValue(user.Federation);
        command.Parameters.AddWithValue(user.User);
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Whether a password is the user's; a user without one has none that is right.</summary>
    public async Task<bool> IsRightAsync(Caller user, string password, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select hash from charity.user_password where tenant = $1 and user_name = $2");
        command.Parameters.AddWithValue(user.Federation);
        command.Parameters.AddWithValue(user.User);
        var hash = (string?)await command.ExecuteScalarAsync(ct);
        var result = hasher.VerifyHashedPassword(user, hash ?? nobodys.Value, password);
        if (hash is null) return false;
        if (result == PasswordVerificationResult.SuccessRehashNeeded) await SetAsync(user, password, ct);
        return result != PasswordVerificationResult.Failed;
    }
}
