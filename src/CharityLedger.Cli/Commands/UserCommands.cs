using System.CommandLine;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using Spectre.Console;
using Requests = CharityLedger.Server.Access.UserCommands;

namespace CharityLedger.Cli.Commands;

/// <summary>Users of a federation (用户与岗位). From the first one on, roles are enforced.</summary>
internal static class UserCommands
{
    public static Command User() => new("user", "Users of a federation and their roles (用户与岗位).")
    {
        Add(), ChangeRoles(), Disable(), List(), Password(), Interest(),
    };

    private static Command Add()
    {
        var user = CommonOptions.Required("--user", "Id: a-z, 0-9, dash.");
        var roles = Roles();
        var command = new Command("add", "Add a user; the first one must be an administrator.") { user, roles };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var request = new Requests.AddRequest(parsed.GetValue(user)!, parsed.GetValue(roles)!);
            session.PrintReceipt(await session.PostAsync("users", request, ct), "Added user");
        });
        return command;
    }

    private static Command ChangeRoles()
    {
        var user = CommonOptions.Required("--user", "The user.");
        var roles = Roles();
        var command = new Command("roles", "Give a user other roles.") { user, roles };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"users/{Uri.EscapeDataString(parsed.GetValue(user)!)}/roles";
            session.PrintReceipt(await session.PostAsync(path, new Requests.RolesRequest(parsed.GetValue(roles)!), ct), "Changed user");
        });
        return command;
    }

    private static Command Disable()
    {
        var user = CommonOptions.Required("--user", "The user.");
        var command = new Command("disable", "Disable a user for good.") { user };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"users/{Uri.EscapeDataString(parsed.GetValue(user)!)}/disabling";
            session.PrintReceipt(await session.PostAsync(path, new { }, ct), "Disabled user");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the users.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.Print(await session.GetAsync("users", ct), users =>
            {
                var table = new Table().AddColumns("User", "Roles", "");
                foreach (var u in users.EnumerateArray())
                {
                    table.AddRow(u.GetProperty("user").GetString()!,
                        string.Join(", ", u.GetProperty("roles").EnumerateArray().Select(r => r.GetString())),
                        u.GetProperty("disabled").GetBoolean() ? "disabled" : "");
                }

                AnsiConsole.Write(table);
            });
        });
        return command;
    }

    private static Command Password()
    {
        var user = CommonOptions.Required("--user", "The user.");
        var file = CommonOptions.PasswordFile();
        var command = new Command("password", "Set a user's password for the sign-in page.") { user, file };
        command.Runs(async (parsed, ct) =>
        {
            var password = await CommonOptions.PasswordAsync(parsed.GetValue(file), ct);
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var id = parsed.GetValue(user)!;
            await session.PostAsync($"users/{Uri.EscapeDataString(id)}/password", new Requests.PasswordRequest(password), ct);
            session.Print(JsonSerializer.SerializeToElement(new { id }), _ => AnsiConsole.MarkupLineInterpolated($"Set the password of [bold]{id}[/]"));
        });
        return command;
    }

    private static Command Interest()
    {
        var user = CommonOptions.Required("--user", "The user.");
        var party = CommonOptions.Required("--party", "Name of the party outside, or its id in the register.");
        var reason = CommonOptions.Required("--reason", "Why there is an interest, or is none any more.");
        var over = new Option<bool>("--over") { Description = "The interest is over." };
        var command = new Command("interest", "Declare an interest in a party (利害关系申报).") { user, party, reason, over };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"users/{Uri.EscapeDataString(parsed.GetValue(user)!)}/interests{(parsed.GetValue(over) ? "/end" : "")}";
            var request = new Requests.InterestRequest(parsed.GetValue(party)!, parsed.GetValue(reason)!);
            session.PrintReceipt(await session.PostAsync(path, request, ct), "Changed the interests of");
        });
        return command;
    }

    private static Option<Role[]> Roles() => new("--role")
    {
        Description = "What the user may do: clerk, approver, cashier, accountant, auditor, administrator; several may be named.",
        Required = true, AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.Select(t =>
        {
            if (Enum.TryParse<Role>(t.Value, ignoreCase: true, out var role) && !char.IsDigit(t.Value[0])) return role;
            result.AddError($"“{t.Value}” is no role.");
            return default;
        })],
    };
}
