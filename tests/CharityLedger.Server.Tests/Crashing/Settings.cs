using System.Globalization;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>What the long forms set.</summary>
internal static class Settings
{
    /// <summary>A number in the environment; null where it isn't set.</summary>
    public static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
