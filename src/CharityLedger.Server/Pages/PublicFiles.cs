using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;

namespace CharityLedger.Server.Pages;

/// <summary>
/// Style, script and chart library of the public pages. They lie in the assembly, so any host has them.
/// </summary>
public static class PublicFiles
{
    private static readonly EmbeddedFileProvider Files = new(typeof(PublicFiles).Assembly, "wwwroot");

    private static readonly Dictionary<string, string> Addresses = Files.GetDirectoryContents("")
        .ToDictionary(f => f.Name, f => $"/{f.Name}?v={Digest(f)}", StringComparer.Ordinal);

    /// <summary>Address of a file, which changes with its content; null where the build had to do without it.</summary>
    public static string? Address(string name) => Addresses.GetValueOrDefault(name);

    /// <summary>Serves them; what is asked for by its full address may be kept for ever.</summary>
    public static void Use(WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = Files,
        OnPrepareResponse = c => c.Context.Response.Headers.CacheControl =
            c.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=300",
    });

    private static string Digest(IFileInfo file)
    {
        using var content = file.CreateReadStream();
        return Convert.ToHexStringLower(SHA256.HashData(content))[..12];
    }
}
