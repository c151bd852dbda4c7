namespace CharityLedger.Contracts.Regulation;

/// <summary>
/// The ids of the policy table that the program asks for; those that end in a dot are families, completed by a word. Rows
/// that no code asks for begin with <c>info.</c>.
/// </summary>
public static class PolicyIds
{
    // Fundraising campaigns (公开募捐).
    /// <summary>Wait after registration before a public-fundraising certificate may be asked for.</summary>
    public const string FundraisingCertificateWait = "fundraising.certificate_wait";

    /// <summary>A campaign's plan is filed at least this long before it starts.</summary>
    public const string FundraisingFilingBeforeStart = "fundraising.filing_before_start";

    /// <summary>A change of the plan is filed at most this long after it.</summary>
    public const string FundraisingChangeFiling = "fundraising.change_filing";

    /// <summary>In an emergency the plan is filed at most this long after the start.</summary>
    public const string FundraisingEmergencyFiling = "fundraising.emergency_filing";

    /// <summary>During an emergency receipts are published at least this often.</summary>
    public const string FundraisingEmergencyReceiptsEvery = "fundraising.emergency_receipts_every";

    /// <summary>Longest campaign.</summary>
    public const string FundraisingMaximumDuration = "fundraising.maximum_duration";

    /// <summary>Fundraising cost, of the year's fundraising income.</summary>
    public const string FundraisingCostCap = "fundraising.cost_cap";

    /// <summary>Longer campaigns report while they run.</summary>
    public const string FundraisingReportLongerThan = "fundraising.report_longer_than";

    /// <summary>Interval of these reports.</summary>
    public const string FundraisingReportEvery = "fundraising.report_every";

    /// <summary>Full account after the end of a campaign.</summary>
    public const string FundraisingFinalAccount = "fundraising.final_account";

    /// <summary>Assessment of and supervision over a partner, after the end of the campaign.</summary>
    public const string FundraisingPartnerAssessment = "fundraising.partner_assessment";

    // Projects (慈善项目).
    /// <summary>Longer projects report while they run.</summary>
    public const string ProjectReportLongerThan = "project.report_longer_than";

    /// <summary>Interval of these reports.</summary>
    public const string ProjectReportEvery = "project.report_every";

    /// <summary>Full account of use after the end of a project.</summary>
    public const string ProjectFinalAccount = "project.final_account";

    /// <summary>Treatment of surplus, after the end of a project.</summary>
    public const string ProjectSurplusReport = "project.surplus_report";

    // Disclosure (信息公开).
    /// <summary>Annual work report and financial report of the year before.</summary>
    public const string DisclosureAnnualReport = "disclosure.annual_report";

    /// <summary>List of related parties to civil affairs.</summary>
    public const string DisclosureRelatedPartyList = "disclosure.related_party_list";

    /// <summary>Major projects of last year, without a public-fundraising certificate.</summary>
    public const string DisclosureMajorProjects = "disclosure.major_projects";

    /// <summary>As settlor of a trust: name, trustee, amount, after its creation.</summary>
    public const string DisclosureTrustSettlor = "disclosure.trust_settlor";

    /// <summary>As trustee: affairs and finances.</summary>
    public const string DisclosureTrustTrustee = "disclosure.trust_trustee";

    /// <summary>Major change of assets, investment or transaction.</summary>
    public const string DisclosureMajorAsset = "disclosure.major_asset";

    /// <summary>Dealings with important related parties: content and amount.</summary>
    public const string DisclosureImportantRelatedParty = "disclosure.important_related_party";

    /// <summary>Charter, leaders, related parties, contacts.</summary>
    public const string DisclosureBasicInformation = "disclosure.basic_information";

    // Donors' rights (捐赠人权利).
    /// <summary>Answer to a donor's query.</summary>
    public const string DonorReply = "donor.reply";

    // Change of use (变更用途).
    /// <summary>Public notice where the donor can't be reached.</summary>
    public const string ChangeOfUseNotice = "change_of_use.notice";

    /// <summary>Report after the board's decision.</summary>
    public const string ChangeOfUseReport = "change_of_use.report";

    // Yearly ratios (年度支出与管理费用).
    /// <summary>Years of the average that may replace last year's figure.</summary>
    public const string RatioAverageYears = "ratio.average_years";

    /// <summary>Below this fee of the year the cap does not apply.</summary>
    public const string RatioFeeExemption = "ratio.fee_exemption";

    /// <summary>Floors of charitable spend, by kind of federation and band.</summary>
    public const string RatioSpendFloor = "ratio.spend_floor.";

    /// <summary>Caps of the management fee, by kind of federation and band.</summary>
    public const string RatioFeeCap = "ratio.fee_cap.";

    /// <summary>Lower bounds of net assets, by kind of federation and band.</summary>
    public const string RatioBand = "ratio.band.";

    /// <summary>Floors by last year's income, by kind of federation and band.</summary>
    public const string RatioIncomeFloor = "ratio.income_floor.";

    // Named and special funds (冠名基金、专项基金).
    /// <summary>Initial sum of a named fund at province level.</summary>
    public const string FundMinimumInitial = "fund.minimum_initial";

    /// <summary>Yearly spend of a fund.</summary>
    public const string FundYearlySpend = "fund.yearly_spend";

    /// <summary>Whether it is measured by the initial sum; otherwise by what was left at the end of the year before.</summary>
    public const string FundYearlySpendOfInitialSum = "fund.yearly_spend_of_initial_sum";

    /// <summary>Years in which that is a duty.</summary>
    public const string FundYearlySpendYears = "fund.yearly_spend_years";

    /// <summary>Sum pledged in its stead over several years.</summary>
    public const string FundMinimumOverYears = "fund.minimum_over_years";

    /// <summary>Years over which it may be given.</summary>
    public const string FundMinimumYears = "fund.minimum_years";

    /// <summary>Initial sum of a person's named fund.</summary>
    public const string FundMinimumInitialPerson = "fund.minimum_initial.person";

    /// <summary>Initial sum of an organisation's named fund.</summary>
    public const string FundMinimumInitialOrganisation = "fund.minimum_initial.organisation";

    /// <summary>Highest management-fee rate that a fund's agreement may name.</summary>
    public const string FundManagementFeeCap = "fund.management_fee_cap";

    /// <summary>Fewest members of a fund's committee, where it has one.</summary>
    public const string FundCommitteeMembers = "fund.committee_members";

    // Charitable trusts (慈善信托).
    /// <summary>Filing after the trust document is signed.</summary>
    public const string TrustFiling = "trust.filing";

    /// <summary>Refiling by a new trustee.</summary>
    public const string TrustTrusteeRefiling = "trust.trustee_refiling";

    /// <summary>Filing of other changes.</summary>
    public const string TrustChangeFiling = "trust.change_filing";

    /// <summary>Yearly report to civil affairs.</summary>
    public const string TrustYearlyReport = "trust.yearly_report";

    /// <summary>Report to the settlor.</summary>
    public const string TrustReportToSettlor = "trust.report_to_settlor";

    /// <summary>Report of a termination.</summary>
    public const string TrustTerminationReport = "trust.termination_report";

    /// <summary>Disclosure of changes, after the receipt of their filing.</summary>
    public const string TrustChangeDisclosure = "trust.change_disclosure";

    /// <summary>Lower bounds of a trust's net assets, by band.</summary>
    public const string TrustBand = "trust.band.";

    /// <summary>Floors of a trust's spending, by band.</summary>
    public const string TrustSpendFloor = "trust.spend_floor.";

    // Welfare-lottery fund (福彩公益金).
    /// <summary>Decomposition of an indicator.</summary>
    public const string LotteryDecomposition = "lottery.decomposition";

    /// <summary>Money unspent for so long is recovered.</summary>
    public const string LotteryRecovery = "lottery.recovery";

    /// <summary>Using units publish the use.</summary>
    public const string LotteryUsePublished = "lottery.use_published";

    /// <summary>Civil affairs publishes the use, province level and above.</summary>
    public const string LotteryDepartmentPublishes = "lottery.department_publishes";

    /// <summary>Sellers declare a month's sales by this day of the next.</summary>
    public const string LotteryDeclaration = "lottery.declaration";

    /// <summary>Sellers pay a month's fund by this day of the next.</summary>
    public const string LotteryPayment = "lottery.payment";

    // Approvals (审批).
    /// <summary>Approvals that a payment needs beside its requester.</summary>
    public const string ApprovalPayment = "approval.payment";

    /// <summary>Above this a payment needs more approvals.</summary>
    public const string ApprovalPaymentLargeAbove = "approval.payment_large_above";

    /// <summary>Approvals that a large payment needs.</summary>
    public const string ApprovalPaymentLarge = "approval.payment_large";

    /// <summary>The most that a bank takes for one payment without an approval of its own, in fen.</summary>
    public const string PaymentBankFeeMost = "payment.bank_fee_most";

    /// <summary>Approvals of a move between funds or money accounts.</summary>
    public const string ApprovalTransfer = "approval.transfer";

    /// <summary>Approvals of a change of the rules by which others are approved.</summary>
    public const string ApprovalRules = "approval.rules";

    /// <summary>Approvals of reopening a closed period.</summary>
    public const string ApprovalPeriodReopening = "approval.period_reopening";

    /// <summary>Approvals of a release of principal.</summary>
    public const string ApprovalEndowmentRelease = "approval.endowment_release";

    /// <summary>Approvals of a change of use.</summary>
    public const string ApprovalChangeOfUse = "approval.change_of_use";

    /// <summary>Approvals of a change of a project.</summary>
    public const string ApprovalProjectChange = "approval.project_change";

    /// <summary>Approvals of a write-off.</summary>
    public const string ApprovalWriteOff = "approval.write_off";

    // Money laundering (反洗钱).
    /// <summary>A cash gift above this needs a note on its source.</summary>
    public const string AmlSourceNoteCashAbove = "aml.source_note_cash_above";

    /// <summary>A gift above this needs a note on its source.</summary>
    public const string AmlSourceNoteAbove = "aml.source_note_above";

    // Calendar of duties (义务日历).
    /// <summary>A duty is shown as due soon this long before its date.</summary>
    public const string DutyDueSoon = "duty.due_soon";

    /// <summary>A milestone is shown as due soon this long before its date.</summary>
    public const string MilestoneDueSoon = "milestone.due_soon";

    // The federation's register (登记册).
    /// <summary>Longest terms of entries, by kind.</summary>
    public const string RegisterLongest = "register.longest.";

    /// <summary>Days before the end of an entry's term on which it is shown as due soon, by kind.</summary>
    public const string RegisterNotice = "register.notice.";

    /// <summary>Time after the end of the tax exemption within which its review is asked for.</summary>
    public const string RegisterReviewTaxExemption = "register.review.tax_exemption";

    // Accounting (会计).
    /// <summary>Donated services are income and cost at once.</summary>
    public const string AccountingDonatedServices = "accounting.donated_services";

    /// <summary>What takes an entry of an earlier year back goes through 3201.</summary>
    public const string AccountingPriorYearReversals = "accounting.prior_year_reversals";

    // Posts and books (岗位、账簿).
    /// <summary>Whether cashier and accountant may be one person under the role that was both (出纳、会计).</summary>
    public const string PostsTreasurerIsBoth = "posts.treasurer_is_both";

    /// <summary>By this day of the next month the work of somebody is reviewed who stands in posts that are kept apart.</summary>
    public const string PostsExceptionReview = "posts.exception_review";

    /// <summary>Whether all vouchers are reviewed before a month is closed.</summary>
    public const string BooksReviewBeforeClose = "books.review_before_close";

    /// <summary>Whether each programme expense says its nature, field of work, region and recipients when it is asked for.</summary>
    public const string FactsRequiredOfExpenses = "facts.required_of_expenses";

    // Keeping (保存期限).
    /// <summary>Vouchers and what they rest on are kept so long from the end of their year.</summary>
    public const string RetentionVouchers = "retention.vouchers";

    /// <summary>Who a donor is, for screening, is kept so long.</summary>
    public const string RetentionAml = "retention.aml";

    // Families of bans and choices: the last word of the id names what is refused or allowed.
    /// <summary>Expense types that lottery money never pays.</summary>
    public const string LotteryExpenseBan = "lottery.expense_ban.";

    /// <summary>Expense types whose results bear the label of the lottery fund.</summary>
    public const string LotteryLabel = "lottery.label.";

    /// <summary>Beneficiaries whom nobody may name.</summary>
    public const string BeneficiaryBan = "beneficiary_ban.";

    /// <summary>What is no campaign of a charity.</summary>
    public const string CampaignBan = "campaign_ban.";

    /// <summary>What a fund never has.</summary>
    public const string FundBan = "fund_ban.";

    /// <summary>Two posts that may not be one person's, with <c>_with_</c> between them.</summary>
    public const string PostBan = "post_ban.";

    /// <summary>What no donation receipt is issued for.</summary>
    public const string ReceiptBan = "receipt_ban.";
}
