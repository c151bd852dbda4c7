namespace CharityLedger.EventStore.Embedded;

/// <summary>
/// Who PostgreSQL runs as: the current user, except that PostgreSQL refuses root, so root hands it to the system's
/// <c>postgres</c> user or, where there is none, to a user of our own.
/// </summary>
internal sealed class ServerUser
{
    private const string Own = "charityledger";

    private ServerUser(string? name) => Name = name;

    /// <summary>Null is the current user.</summary>
    internal string? Name { get; }

    internal static async Task<ServerUser> FindAsync(Action<string> log, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerUser(null);
        foreach (var name in new[] { "postgres", Own })
        {
            if ((await Tool.RunAsync("id", ["-u", name], ct)).Succeeded)
                return new ServerUser(name);
        }
        log($"PostgreSQL doesn't run as root: creating the system user {Own} for it.");
        var created = await Tool.RunAsync("useradd", ["--system", "--user-group", "--no-create-home", Own], ct);
        if (created.ExitCode == ToolResult.NotStarted) // BusyBox has its own.
            created = await Tool.RunAsync("adduser", ["-S", "-D", "-H", Own], ct);
        created.OrThrow(EmbeddedPostgresException.StartFailed, $"The system user {Own} can't be created");
        return new ServerUser(Own);
    }

    internal Task<ToolResult> RunAsync(
        string file, IEnumerable<string> arguments, string folder, TimeSpan timeout, CancellationToken ct,
        string input = "") => Tool.RunAsync(file, arguments, ct, Name, folder, input, timeout);

    /// <summary>Makes the folder and everything in it this user's.</summary>
    internal async Task OwnAsync(string folder, CancellationToken ct)
    {
        if (Name is null)
            return;
        var chown = await Tool.RunAsync("chown", ["-Rh", $"{Name}:", folder], ct);
        chown.OrThrow(EmbeddedPostgresException.StartFailed, $"{folder} can't be given to the user {Name}");
    }

    /// <exception cref="EmbeddedPostgresException">Names the first folder that this user can't enter.</exception>
    internal async Task EnsureCanReachAsync(string folder, CancellationToken ct)
    {
        if (Name is null)
            return;
        var way = new List<string>();
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            way.Insert(0, at.FullName);
        var walk = await Tool.RunAsync(
            "/bin/sh", ["-c", "for d; do cd \"$d\" 2>/dev/null || { printf %s \"$d\"; exit 1; }; done", "sh", .. way],
            ct, Name);
        if (!walk.Succeeded)
        {
            throw new EmbeddedPostgresException(EmbeddedPostgresException.DataFolderNotAccessible,
                $"PostgreSQL runs as the user {Name}, who can't enter {walk.Output} on the way to {folder}. "
                + $"Allow it (chmod o+x {walk.Output}), choose another data folder, or don't run as root.");
        }
    }
}
