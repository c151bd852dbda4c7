using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Receipts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Receipts;

/// <summary>A receipt as it is shown and printed.</summary>
/// <param name="Receipt">Its id.</param>
/// <param name="Code">Code (票据代码).</param>
/// <param name="Number">Number (票据号码), ten digits.</param>
/// <param name="CheckCode">Check code (校验码).</param>
/// <param name="Gift">The gift.</param>
/// <param name="GiftCheckCode">Check code of the gift, for looking up its use.</param>
/// <param name="IssuedOn">Date of issue.</param>
/// <param name="Payer">Who gave (交款人); null where the name can't be opened any more.</param>
/// <param name="PayerCode">Unified social credit code of the payer, where it was given.</param>
/// <param name="Item">What was given.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="Unit">Unit of the quantity.</param>
/// <param name="AmountFen">Amount in fen; negative on a red receipt.</param>
/// <param name="AmountInCapitals">The amount in Chinese capitals.</param>
/// <param name="Handler">Who issued it.</param>
/// <param name="Remarks">Remarks; on a red receipt the reason.</param>
/// <param name="VoidedBy">Id of the red receipt that voided it.</param>
/// <param name="Voids">On a red receipt: id of the receipt that it voids.</param>
/// <param name="Deduction">Whether the gift is deductible, as was said when the receipt was issued; null on receipts of before 0.4.0.</param>
public sealed record ReceiptCopy(
    string Receipt, string Code, string Number, string CheckCode, string Gift, string GiftCheckCode, DateOnly IssuedOn, string? Payer,
    string? PayerCode, string Item, long Quantity, string Unit, long AmountFen, string AmountInCapitals,
        string Handler, string? Remarks, string? VoidedBy,
    string? Voids, DeductionStanding? Deduction);

/// <summary>Reads receipts from their gifts' streams.</summary>
public sealed class ReceiptCopies(ReceiptBooks books, EventReader log, DonorVault vault, Ids ids)
{
    /// <summary>A receipt by its id; null where there is none.</summary>
    public async Task<ReceiptCopy?> FindAsync(string tenant, string receipt, CancellationToken ct)
    {
        if (ReceiptIds.Parse(receipt) is not var (year, number)
            || await books.GiftOfAsync(tenant, year, number, ct) is not { } gift) return null;
        var events = (await log.ReadStreamAsync(tenant, Streams.Gift(gift), ct: ct)).Select(e => e.Event).ToList();
        var red = events.OfType<ReceiptReversed>().SingleOrDefault(e => (e.Year, e.Number) == (year, number));
        var original = red is null ? (year, number) : (red.OriginalYear, red.OriginalNumber);
        var issued = events.OfType<ReceiptIssued>().Single(e => (e.Year, e.Number) == original);
        var voidedBy = red is null
            ? events.OfType<ReceiptReversed>().SingleOrDefault(e => (e.OriginalYear, e.OriginalNumber) == (year, number))
            : null;
        var fen = red is null ? issued.AmountFen : -issued.AmountFen;
        var payer = await PayerAsync(tenant, events[0], ct);
        return new ReceiptCopy(receipt, red?.Code ?? issued.Code, receipt[5..], ids.ReceiptCode(tenant, receipt), gift,
            ids.CheckCode(tenant, gift), red?.OccurredOn ?? issued.OccurredOn, payer?.Name, payer?.CreditCode, issued.Item,
            issued.Quantity, issued.Unit, fen, ChineseAmount.Of(fen), red?.Handler ?? issued.Handler, red?.Reason ?? issued.Remarks,
            voidedBy is null ? null : ReceiptIds.Of(voidedBy.Year, voidedBy.Number),
            red is null ? null : ReceiptIds.Of(red.OriginalYear, red.OriginalNumber),
            events.OfType<ReceiptDeductionStated>().SingleOrDefault(e => (e.Year, e.Number) == original)?.Deduction);
    }

    private async Task<DonorDetails?> PayerAsync(string tenant, ILedgerEvent gift, CancellationToken ct)
    {
        var donor = gift switch
        {
            GiftReceived e => e.Donor,
            GoodsReceived e => e.Donor,
            ServiceReceived e => e.Donor,
            _ => throw new InvalidOperationException($"A gift doesn't begin with {gift.GetType().Name}."),
        };
        return await vault.OpenAsync(tenant, donor, ct);
    }
}
