namespace CharityLedger.Domain.Regulation;

/// <summary>Kinds of federation that the ratios tell apart (民发〔2016〕189号).</summary>
public enum CharityForm
{
    /// <summary>Foundation with a public-fundraising certificate.</summary>
    PublicFoundation,

    /// <summary>Social group or service body with a certificate: a usual federation (慈善总会).</summary>
    PublicGroup,

    /// <summary>Foundation without a certificate.</summary>
    Foundation,

    /// <summary>Social group or service body without a certificate.</summary>
    Group,
}

/// <summary>What a year's ratios are made of, all in fen, without the year-end's carry-over.</summary>
/// <param name="Year">The year.</param>
/// <param name="IncomeFen">Income (收入).</param>
/// <param name="DonationsFen">Of it, donations (捐赠收入).</param>
/// <param name="ProgrammeFen">Programme cost (业务活动成本): the charitable spend.</param>
/// <param name="AdministrationFen">Administrative expenses (管理费用).</param>
/// <param name="FundraisingFen">Fundraising cost (筹资费用).</param>
/// <param name="ExpensesFen">All expenses.</param>
/// <param name="NetAssetsFen">Net assets at the end of the year.</param>
/// <param name="TimeBarredFen">Of the income, restricted money that might not be used in the year.</param>
/// <param name="TimeReleasedFen">Net assets whose time restriction lapsed in the year.</param>
public sealed record YearFigures(
    int Year, long IncomeFen, long DonationsFen, long ProgrammeFen, long AdministrationFen, long FundraisingFen,
    long ExpensesFen, long NetAssetsFen, long TimeBarredFen = 0, long TimeReleasedFen = 0)
{
    /// <summary>The base of the spending floor: income less what might not be used, plus what became usable (art. 10).</summary>
    public long IncomeBaseFen => IncomeFen - TimeBarredFen + TimeReleasedFen;
}
