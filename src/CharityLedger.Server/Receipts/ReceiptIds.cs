using System.Globalization;
using System.Text.RegularExpressions;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Receipts;

/// <summary>Ids of donation receipts: <c>2026-0000000017</c> is number 17 of the year's book.</summary>
public static partial class ReceiptIds
{
    /// <summary>The id of a number.</summary>
    public static string Of(int year, int number) => string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{number:D10}");

    /// <summary>Year and number of an id; null where it is none.</summary>
    public static (int Year, int Number)? Parse(string id) => Written().IsMatch(id)
        && int.TryParse(id.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (int.Parse(id.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), number)
            : null;

    /// <summary>The check code (校验码) of a receipt: never stored.</summary>
    public static string ReceiptCode(this Ids ids, string tenant, string receipt) => ids.CheckCode(tenant, "receipt/" + receipt);

    /// <summary>Whether a check code is the receipt's.</summary>
    public static bool IsReceiptCode(this Ids ids, string tenant, string receipt, string code) =>
        ids.IsCheckCode(tenant, "receipt/" + receipt, code);

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{10}\z")]
    private static partial Regex Written();
}
