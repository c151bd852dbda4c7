using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Imports;

/// <summary>Ids that follow from where a row stands in its list.</summary>
internal static class ListIds
{
    /// <summary>The held row.</summary>
    public static string Held(Ids ids, string tenant, DateOnly date, ListRow row) => Of(ids, tenant, "held", date, row);

    /// <summary>The further gift that a row is, where it looks like a known one.</summary>
    public static string Another(Ids ids, string tenant, DateOnly date, ListRow row) => Of(ids, tenant, "another", date, row);

    private static string Of(Ids ids, string tenant, string kind, DateOnly date, ListRow row) =>
        ids.Dated(date, tenant, kind, row.List, row.Sheet ?? "", row.Row.ToString(CultureInfo.InvariantCulture));
}
