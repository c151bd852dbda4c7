using CharityLedger.Domain.LotteryGrants;

namespace CharityLedger.Server.Lottery;

/// <summary>The budget year that a request means.</summary>
internal static class Years
{
    /// <summary>The one that it names; otherwise the part's, or the indicator's where there is no part.</summary>
    public static int Of(IndicatorState? state, string? part, int? named) =>
        named ?? (part is null ? null : state?.Parts.GetValueOrDefault(part)?.Year) ?? state?.Year ?? 0;
}
