using System.CommandLine;
using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Storage;
using CharityLedger.Server.Access;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CharityLedger.Cli.Commands;

/// <summary>Commands on the database itself.</summary>
internal static class OperatorCommands
{
    public static Command Token() => new("token", "API tokens.") { CreateToken(), RevokeToken() };

    public static Command Database() => new("db", "The database.") { Pending(), Upgrade() };

    private static Command CreateToken()
    {
        var user = CommonOptions.Required("--user", "The user that the token names.");
        var asOperator = new Option<bool>("--operator") { Description = "For the operator of the installation, who may register federations." };
        var command = new Command("create", "Create a token. It is shown once; the database keeps its hash.") { user, asOperator };
        command.Runs(async (parsed, ct) =>
        {
            if (Check.Text(parsed.GetValue(user), "user", 100) is { } refusal)
                throw new CliException(refusal.Code.Text(), refusal.Message, refusal.Field);
            await using var host = await Session.OpenHostAsync(parsed, ct);
            var federation = parsed.GetValue(asOperator)
                ? Caller.Operator
                : await Session.FederationAsync(parsed, host.Services.GetRequiredService<NpgsqlDataSource>(), ct);
            var caller = new Caller(federation, parsed.GetValue(user)!);
            var roster = await host.Services.GetRequiredService<Users>().ReadAsync(federation, ct);
            if (!roster.IsBeingSetUp && roster.Find(caller.User) is { } unknown)
                throw new CliException(unknown.Code.Text(), unknown.Message, unknown.Field);
            var token = await host.Services.GetRequiredService<ApiTokens>().CreateAsync(caller, ct);
            if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(new { token, federation, user = caller.User });
            else Console.WriteLine(token);
        });
        return command;
    }

    private static Command RevokeToken()
    {
        var token = CommonOptions.Required("--value", "The token.");
        var command = new Command("revoke", "Revoke a token; running hosts forget it within ten seconds.") { token };
        command.Runs(async (parsed, ct) =>
        {
            await using var host = await Session.OpenHostAsync(parsed, ct);
            if (!await host.Services.GetRequiredService<ApiTokens>().RevokeAsync(parsed.GetValue(token)!, ct))
                throw new CliException("token_invalid", "The API token is unknown or revoked.");
            if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(new { revoked = true });
            else Console.WriteLine("Revoked.");
        });
        return command;
    }

    /// <summary>For those who keep their own PostgreSQL and let nobody change it but themselves.</summary>
    private static Command Pending()
    {
        var command = new Command("pending", "Print the change of the schema that a start would make, as SQL. Changes nothing.");
        command.Runs(async (parsed, ct) =>
        {
            var connection = parsed.GetValue(GlobalOptions.Connection)
                ?? throw new CliException("not_allowed", "A database in a data folder is upgraded at the start: use --connection.");
            await using var database = NpgsqlDataSource.Create(connection);
            await using var store = LedgerStore.Open(database);
            var sql = await Schema.PendingAsync(store, ct);
            if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(new { sql });
            else Console.Write(sql.Length == 0 ? "-- The schema is up to date.\n" : sql);
        });
        return command;
    }

    private static Command Upgrade()
    {
        var command = new Command("upgrade", "Create the schema, or bring it up to date.");
        command.Runs(async (parsed, ct) =>
        {
            await using var host = await Session.OpenHostAsync(parsed, ct);
            var applied = host.AppliedChanges;
            if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(new { applied });
            else Console.WriteLine(applied.Count == 0 ? "The schema is up to date." : "Applied " + string.Join(", ", applied) + ".");
        });
        return command;
    }
}
