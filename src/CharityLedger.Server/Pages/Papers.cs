using CharityLedger.Projections.Register;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Receipts;
using Microsoft.AspNetCore.Mvc;
using QRCoder;

namespace CharityLedger.Server.Pages;

/// <summary>
/// Papers for a donor to print: the donation receipt (捐赠票据) and the honour certificate (荣誉证书). They are reached like “my
/// gift”: number and check code are posted, and nothing is looked up before they belong together.
/// </summary>
public static class Papers
{
    /// <summary>What the pages read.</summary>
    public sealed record Reader(RegisterQuery Register, ReceiptCopies Receipts, Certificates Certificates, Ids Ids, PublicAddress Address);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/f/{federation}/receipt", PublicSite.Read, ReceiptForm).Page();
        app.MapMethods("/f/{federation}/certificate", PublicSite.Read, CertificateForm).Page();
        Posted(app.MapPost("/f/{federation}/receipt", FindReceipt));
        Posted(app.MapPost("/f/{federation}/certificate", FindCertificate));
    }

    /// <summary>A QR code as an image that stands in the page itself; null where there is nothing to scan.</summary>
    public static string? Qr(string? text)
    {
        if (text is null) return null;
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return "data:image/svg+xml;base64," + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(code.GetGraphic(4)));
    }

    private static void Posted(RouteHandlerBuilder form) => form
        .DisableAntiforgery().RequireRateLimiting(MyGift.RateLimit).WithMetadata(new RequestSizeLimitAttribute(8 * 1024))
        .ExcludeFromDescription();

    private static Task<IResult> ReceiptForm(string federation, HttpContext http, Reader reader, CancellationToken ct) =>
        Form(federation, http, reader, MyGift.Paper.Receipt, ct);

    private static Task<IResult> CertificateForm(string federation, HttpContext http, Reader reader, CancellationToken ct) =>
        Form(federation, http, reader, MyGift.Paper.Certificate, ct);

    private static async Task<IResult> Form(
        string federation, HttpContext http, Reader reader, MyGift.Paper paper, CancellationToken ct) =>
        await reader.Register.FederationAsync(federation, ct) is { } entry
            ? PublicSite.Render<MyGiftPage>(http,
                new { Site = Site.Of(http, entry), Answer = MyGift.Answer.Ask, Number = "", Paper = paper })
            : PublicSite.NotFound(http);

    private static async Task<IResult> FindReceipt(
        string federation, [FromForm] string? number, [FromForm] string? code, HttpContext http, Reader reader, CancellationToken ct)
    {
        const MyGift.Paper paper = MyGift.Paper.Receipt;
        if (await reader.Register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var site = Site.Of(http, entry);
        var (receipt, check) = (MyGift.AsWritten(number), MyGift.AsWritten(code));
        if (MyGift.IsFromElsewhere(http)) return MyGift.Show(http, site, MyGift.Answer.Ask, "", 403, paper);
        if (!reader.Ids.IsReceiptCode(federation, receipt, check)) return MyGift.Show(http, site, MyGift.Answer.Wrong,
            receipt, paper: paper);
        return await reader.Receipts.FindAsync(federation, receipt, ct) is { } copy
            ? PublicSite.RenderUnkept<ReceiptPage>(
                http, new { Site = site, Receipt = copy, Qr = Qr(AddressOf(reader, site, copy.Gift)) })
            : MyGift.Show(http, site, MyGift.Answer.Wrong, receipt, paper: paper);
    }

    private static async Task<IResult> FindCertificate(
        string federation, [FromForm] string? number, [FromForm] string? code, HttpContext http, Reader reader, CancellationToken ct)
    {
        const MyGift.Paper paper = MyGift.Paper.Certificate;
        if (await reader.Register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var site = Site.Of(http, entry);
        var (gift, check) = (MyGift.AsWritten(number), MyGift.AsWritten(code));
        if (MyGift.IsFromElsewhere(http)) return MyGift.Show(http, site, MyGift.Answer.Ask, "", 403, paper);
        if (!reader.Ids.IsCheckCode(federation, gift, check)) return MyGift.Show(http, site, MyGift.Answer.Wrong, gift, paper: paper);
        return await reader.Certificates.FindAsync(federation, gift, ct) is { } certificate
            ? PublicSite.RenderUnkept<CertificatePage>(
                http, new { Site = site, Certificate = certificate, Qr = Qr(AddressOf(reader, site, gift)) })
            : MyGift.Show(http, site, MyGift.Answer.Pending, gift, paper: paper);
    }

    /// <summary>The address of “my gift” with the number filled in; the check code stands on paper only.</summary>
    private static string? AddressOf(Reader reader, Site site, string gift) =>
        reader.Address.Of($"{site.Under("/gift")}?number={Uri.EscapeDataString(gift)}");
}
