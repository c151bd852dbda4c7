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

    public static Command Operator() => new("operator", "Operators of the installation, who sign in at /ops (运维人员).")
    {
        AddOperator(), OperatorPassword(), DisableOperator(), ListOperators(),
    };

    private static Command AddOperator()
    {
        var name = OperatorName();
        var file = CommonOptions.PasswordFile();
        var command = new Command("add", "Add an operator with a password.") { name, file };
        command.Runs(async (parsed, ct) =>
        {
            var password = await CommonOptions.PasswordAsync(parsed.GetValue(file), ct);
            await OnOperatorsAsync(parsed, "Added operator", async (operators, id) =>
                (await operators.AddAsync(id, password, Environment.UserName, ct)).Refusal, name, ct);
        });
        return command;
    }

    private static Command OperatorPassword()
    {
        var name = OperatorName();
        var file = CommonOptions.PasswordFile();
        var command = new Command("password", "Set an operator's password.") { name, file };
        command.Runs(async (parsed, ct) =>
        {
            var password = await CommonOptions.PasswordAsync(parsed.GetValue(file), ct);
            await OnOperatorsAsync(parsed, "Set the password of", (operators, id) => operators.SetPasswordAsync(id, password, ct), name, ct);
        });
        return command;
    }

    private static Command DisableOperator()
    {
        var name = OperatorName();
        var command = new Command("disable", "Disable an operator for good; the last one stays.") { name };
        command.Runs((parsed, ct) => OnOperatorsAsync(parsed, "Disabled operator",
            async (operators, id) => (await operators.DisableAsync(id, Environment.UserName, ct)).Refusal, name, ct));
        return command;
    }

    private static Command ListOperators()
    {
        var command = new Command("list", "List the operators.");
        command.Runs(async (parsed, ct) =>
        {
            await using var host = await Session.OpenHostAsync(parsed, ct);
            var known = (await host.Services.GetRequiredService<Operators>().ReadAsync(ct)).Users.Values
                .Select(u => new { @operator = u.Id, disabled = u.IsDisabled }).ToList();
            if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(known);
            else foreach (var one in known) Console.WriteLine(one.disabled ? one.@operator + " (disabled)" : one.@operator);
        });
        return command;
    }

    private static Argument<string> OperatorName() => new("name") { Description = "Id: a-z, 0-9, dash." };

    private static async Task OnOperatorsAsync(ParseResult parsed, string done, Func<Operators, string, Task<Refusal?>> act,
        Argument<string> name, CancellationToken ct)
    {
        await using var host = await Session.OpenHostAsync(parsed, ct);
        var id = parsed.GetValue(name)!;
        if (await act(host.Services.GetRequiredService<Operators>(), id) is { } refusal)
            throw new CliException(refusal.Code.Text(), refusal.Message, refusal.Field);
        if (parsed.GetValue(GlobalOptions.Json)) CliJson.Print(new { id });
        else Console.WriteLine($"{done} {id}");
    }

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
            if (!roster.Users.IsEmpty && roster.FindAccount(caller.User) is { } unknown)
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
        var command = new Command(
            "pending", "Print the change of the schema that a start would make, as SQL. Changes nothing. Needs --connection.");
        command.Runs(async (parsed, ct) =>
        {
            var connection = parsed.GetValue(GlobalOptions.Connection)
                ?? throw new CliException("not_allowed",
                    "A database in a data folder is upgraded at the start; this is for one of yours: use --connection.");
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
