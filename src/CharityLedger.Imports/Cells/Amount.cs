namespace CharityLedger.Imports.Cells;

/// <summary>Amount cells to fen, by decimals only.</summary>
internal sealed class Amount(ImportProfile profile, MoneyUnit unit)
{
    /// <summary>A binary number may miss a fen by 10^-6 yuan, which is 10^-4 fen.</summary>
    private const decimal ToleranceFen = 0.0001m;

    private readonly DecimalText decimalText = new(profile);
    private readonly int decimals = unit == MoneyUnit.TenThousandYuan ? 6 : 2;
    private readonly decimal fenPerUnit = unit == MoneyUnit.TenThousandYuan ? 1_000_000 : 100;

    /// <summary>Returns null and the fen, or the refusal's code.</summary>
    public string? Read(object? cell, out long fen)
    {
        fen = 0;
        if (CellText.IsBlank(cell))
            return RowRefusalCode.AmountMissing;
        var refusal = decimalText.Read(cell, out var value);
        if (refusal is not null)
            return refusal;
        var exact = value * fenPerUnit;
        var nearest = Math.Round(exact, MidpointRounding.AwayFromZero);
        // Three written decimals are refused even where the third is 0: "1.500" may mean one thousand five hundred.
        if (cell is double ? Math.Abs(exact - nearest) > ToleranceFen : value.Scale > decimals)
            return RowRefusalCode.AmountPrecision;
        if (nearest == 0)
            return RowRefusalCode.AmountZero;
        if (nearest < 0)
            return RowRefusalCode.AmountNegative;
        if (nearest > ImportLimits.AmountFen)
            return RowRefusalCode.AmountTooLarge;
        fen = (long)nearest;
        return null;
    }

    /// <summary>
    /// A total row's figure, rounded to the fen: sums of binary numbers carry tails that mean nothing. Null where the
    /// cell holds no number.
    /// </summary>
    public long? ReadTotal(object? cell)
    {
        if (CellText.IsBlank(cell) || decimalText.Read(cell, out var value) is not null)
            return null;
        var fen = Math.Round(value * fenPerUnit, MidpointRounding.AwayFromZero);
        return Math.Abs(fen) <= ImportLimits.TotalFen ? (long)fen : null;
    }
}
