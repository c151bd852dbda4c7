namespace CharityLedger.Testing;

/// <summary>
/// Real donation lists, kept beside the repository and never in it: in <c>../shared/data</c> as seen from the
/// repository's root, or in <c>data</c> below the folder that the variable CHARITYLEDGER_SHARED names.
/// </summary>
public static class SharedData
{
    /// <summary>What a test that needs the data says when it is skipped.</summary>
    public const string Absent = "../shared/data is absent";

    /// <summary>The file or folder of that name below <c>shared/data</c>, or null where it is absent.</summary>
    public static string? Find(string name)
    {
        var named = Environment.GetEnvironmentVariable("CHARITYLEDGER_SHARED");
        if (!string.IsNullOrEmpty(named))
            return Existing(Path.Combine(named, "data", name));
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "CharityLedger.sln")))
                return Existing(Path.Combine(at.FullName, "..", "shared", "data", name));
        }
        return null;
    }

    private static string? Existing(string path) => Path.Exists(path) ? Path.GetFullPath(path) : null;
}
