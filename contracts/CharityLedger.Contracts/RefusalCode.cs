namespace CharityLedger.Contracts;

/// <summary>Every way in which the ledger says no, in snake_case over HTTP. Nothing was written when one is returned.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(RefusalCodeJson))]
public enum RefusalCode
{
    /// <summary>The request is no JSON, has unknown or missing fields, or is nested too deep.</summary>
    MalformedRequest,
    /// <summary>No API token was sent.</summary>
    TokenMissing,
    /// <summary>The API token is unknown or revoked.</summary>
    TokenInvalid,
    /// <summary>The token's user may not do this.</summary>
    NotAllowed,
    /// <summary>An amount is zero or negative.</summary>
    AmountNotPositive,
    /// <summary>An amount is above 10^13 fen, or a bucket would pass 9·10^15 fen.</summary>
    AmountTooLarge,
    /// <summary>An amount has more than two decimals.</summary>
    AmountPrecision,
    /// <summary>An amount is not a number.</summary>
    AmountNotANumber,
    /// <summary>A business date lies after today in Beijing.</summary>
    DateInFuture,
    /// <summary>A business date is missing or before 1949-10-01.</summary>
    DateInvalid,
    /// <summary>A required text is missing.</summary>
    TextMissing,
    /// <summary>A text is longer than its limit.</summary>
    TextTooLong,
    /// <summary>A text holds a control character or a broken surrogate.</summary>
    TextControlCharacter,
    /// <summary>An id is not 1 to 40 of a-z, 0-9 and dash.</summary>
    IdInvalid,
    /// <summary>A management-fee rate is not between 0 and 2,000 basis points.</summary>
    FeeRateInvalid,
    /// <summary>A user has no role, one that isn't known, or auditor beside another.</summary>
    RolesInvalid,
    /// <summary>A user of this id exists, or existed.</summary>
    UserExists,
    /// <summary>No such user.</summary>
    UserUnknown,
    /// <summary>The user was disabled.</summary>
    UserDisabled,
    /// <summary>The user signs on paper: without an account, roles, a password or a token.</summary>
    UserOnPaper,
    /// <summary>No user could keep the users any more.</summary>
    AdministratorMissing,
    /// <summary>One person would stand in two posts that are kept apart, and no exception is in force.</summary>
    PostsApart,
    /// <summary>The user stands in this post already, on some of these days.</summary>
    PostHeld,
    /// <summary>The user doesn't stand in this post.</summary>
    PostNotHeld,
    /// <summary>A post names a fund or project where it has none, or none where it needs one; or an exception names no two posts.</summary>
    PostInvalid,
    /// <summary>No such request.</summary>
    RequestUnknown,
    /// <summary>The request is for an action that this version of the program doesn't have.</summary>
    ActionUnknown,
    /// <summary>The request was carried out, rejected or withdrawn.</summary>
    RequestClosed,
    /// <summary>Not enough others have approved the request.</summary>
    ApprovalsMissing,
    /// <summary>One person would do what takes two: approve an own request, approve twice, or carry out what one approved.</summary>
    SecondPersonNeeded,
    /// <summary>Somebody who takes part declared an interest in who gains by it.</summary>
    ConflictOfInterest,
    /// <summary>The user has not declared this interest, or has already.</summary>
    InterestInvalid,
    /// <summary>No such party in the register.</summary>
    PartyUnknown,
    /// <summary>The payee is a related party, which the payment does not name.</summary>
    RelatedPartyUndeclared,
    /// <summary>The payee is an interested party of the fund's donor or of the trust, or the giver itself.</summary>
    InterestedParty,
    /// <summary>The money may not be spent on this kind of expense, or not by a payment.</summary>
    ExpenseKindInvalid,
    /// <summary>A file's bytes do not have the digest under which they were sent, or it is no SHA-256.</summary>
    DigestMismatch,
    /// <summary>A stored file was cut off or changed where it lies.</summary>
    FileBroken,
    /// <summary>Evidence is named that was never sent, or none at all, or more than 50 files.</summary>
    EvidenceInvalid,
    /// <summary>The same file is there already, as a paper of the same kind.</summary>
    PaperExists,
    /// <summary>A request lacks papers that the rules of its day require.</summary>
    PaperMissing,
    /// <summary>A route of approval names no action, no posts, or a route or stand-in that isn't there.</summary>
    ApprovalRouteInvalid,
    /// <summary>It is another post's turn to sign a request.</summary>
    SignatureNotDue,
    /// <summary>A signature on paper is entered for those who have no account.</summary>
    SignerHasAccount,
    /// <summary>Nobody signs on paper where approvals are counted: no route says whose turn it is.</summary>
    ApprovalsCounted,
    /// <summary>A request was sent back to who made it.</summary>
    RequestSentBack,
    /// <summary>The payee has no such account.</summary>
    ContactAccountUnknown,
    /// <summary>The public words of a payment name the person whom it goes to.</summary>
    PayeeNamedInPublic,
    /// <summary>The payee's account was never paid to: a second person calls back first.</summary>
    CallBackMissing,
    /// <summary>Nobody has to be called back for this request, or it was done.</summary>
    CallBackNotDue,
    /// <summary>A rule on papers names no action, no kinds, or a rule that isn't there.</summary>
    PaperRuleInvalid,
    /// <summary>The fund was closed.</summary>
    FundClosed,
    /// <summary>Something is left in the fund.</summary>
    FundNotEmpty,
    /// <summary>A password has fewer than 10 or more than 200 characters.</summary>
    PasswordInvalid,
    /// <summary>A federation of this id exists.</summary>
    FederationExists,
    /// <summary>The id is the installation's own, and no federation's.</summary>
    FederationReserved,
    /// <summary>No such federation.</summary>
    FederationUnknown,
    /// <summary>A fund of this id exists.</summary>
    FundExists,
    /// <summary>No such fund.</summary>
    FundUnknown,
    /// <summary>No such gift.</summary>
    GiftUnknown,
    /// <summary>No such payment.</summary>
    PaymentUnknown,
    /// <summary>No such held row.</summary>
    HeldUnknown,
    /// <summary>The held row was decided already.</summary>
    HeldDecided,
    /// <summary>Money would be moved to where it is.</summary>
    SameBucket,
    /// <summary>Money that a donor restricted would lose its restriction by an allocation.</summary>
    RestrictionBroken,
    /// <summary>Less of the gift is unspent than would be refunded.</summary>
    RefundExceedsUnspent,
    /// <summary>More would come back than was paid and has not come back yet.</summary>
    ReversalExceedsPayment,
    /// <summary>A bucket would fall below its floor.</summary>
    InsufficientFunds,
    /// <summary>The thing was changed meanwhile; read it again.</summary>
    VersionConflict,
    /// <summary>The idempotency key was used for another request.</summary>
    IdempotencyConflict,
    /// <summary>The idempotency key is longer than 200 characters or holds others than printable ASCII.</summary>
    IdempotencyKeyInvalid,
    /// <summary>The policy table has no row of this id.</summary>
    PolicyRowUnknown,
    /// <summary>A policy row's value is none of its unit, or the row is no federation's to set.</summary>
    PolicyValueInvalid,
    /// <summary>A period ends before it begins, or begins before it may.</summary>
    PeriodInvalid,
    /// <summary>A campaign of this id exists.</summary>
    CampaignExists,
    /// <summary>No such campaign.</summary>
    CampaignUnknown,
    /// <summary>What was planned is no campaign of a charity: help for oneself, or money through others' accounts.</summary>
    CampaignBanned,
    /// <summary>No certificate for public fundraising is valid on all days of the campaign.</summary>
    CertificateInvalid,
    /// <summary>A plan was not filed as long before the start as it must be.</summary>
    FilingTooLate,
    /// <summary>A campaign would last longer than it may.</summary>
    CampaignTooLong,
    /// <summary>The budget of fundraising cost is above its cap, or above what is expected.</summary>
    FundraisingCostExceeded,
    /// <summary>The campaign does not run on that day, or was closed.</summary>
    CampaignNotOpen,
    /// <summary>Money is left, and nothing says what becomes of it.</summary>
    SurplusUntreated,
    /// <summary>A project of this id exists.</summary>
    ProjectExists,
    /// <summary>No such project.</summary>
    ProjectUnknown,
    /// <summary>The project's stage does not allow that.</summary>
    ProjectStageWrong,
    /// <summary>The project has no such milestone.</summary>
    MilestoneUnknown,
    /// <summary>The milestone was reached before.</summary>
    MilestoneIsReached,
    /// <summary>An indicator, a part of one, or a month's sales exists.</summary>
    LotteryExists,
    /// <summary>No such indicator, part or expenditure of the lottery fund.</summary>
    LotteryUnknown,
    /// <summary>Lottery money may not be spent on this.</summary>
    ExpenseTypeBanned,
    /// <summary>A trust of this id exists.</summary>
    TrustExists,
    /// <summary>No such trust, settlor, distribution or other entry of a trust.</summary>
    TrustUnknown,
    /// <summary>The trust has ended.</summary>
    TrustEnded,
    /// <summary>The trust has not ended.</summary>
    TrustAlive,
    /// <summary>A trust has not exactly one trustee, or none of that kind.</summary>
    TrusteeInvalid,
    /// <summary>Trust property would mix with other property.</summary>
    TrustSegregation,
    /// <summary>A trust's fees of a year would pass what its document allows.</summary>
    TrustFeeExceeded,
    /// <summary>The other federation did not agree to take money.</summary>
    AllianceNotAgreed,
    /// <summary>A shared project has not at least two shares, each of another federation.</summary>
    SharesInvalid,
    /// <summary>A score is not between 0 and 100.</summary>
    ScoreInvalid,
    /// <summary>A proportion is not between 1 and 10,000 basis points.</summary>
    ProportionInvalid,
    /// <summary>A year is too early, too late, or not after another.</summary>
    YearInvalid,
    /// <summary>A digest is not 64 lower-case hex digits.</summary>
    DigestInvalid,
    /// <summary>The month is closed; nothing can be posted there.</summary>
    PeriodClosed,
    /// <summary>The month has not ended yet.</summary>
    PeriodNotEnded,
    /// <summary>Months are closed one after the other, and opened again from the last.</summary>
    PeriodOutOfOrder,
    /// <summary>The month is closed already.</summary>
    PeriodAlreadyClosed,
    /// <summary>The month is not closed.</summary>
    PeriodNotClosed,
    /// <summary>December is closed with its year.</summary>
    YearEndRequired,
    /// <summary>A voucher's lines do not balance within each bucket.</summary>
    VoucherUnbalanced,
    /// <summary>A voucher's line names an account that no chart of that day has, or that only events with money or agency move.</summary>
    VoucherAccountInvalid,
    /// <summary>There is no such entered voucher.</summary>
    VoucherUnknown,
    /// <summary>The voucher was reversed already.</summary>
    VoucherReversedAlready,
    /// <summary>The numbers of vouchers to review are not in order, too many, or none that the month has.</summary>
    VoucherNumbersInvalid,
    /// <summary>A voucher was reviewed already.</summary>
    VoucherIsReviewed,
    /// <summary>Vouchers of the month are not reviewed yet.</summary>
    VouchersUnreviewed,
    /// <summary>The month still takes entries, and must be shut first; or it is not shut.</summary>
    PeriodNotShut,
    /// <summary>Facts are none, not of that kind of record, or no region, number or division.</summary>
    FactsInvalid,
    /// <summary>Facts of an expense are required, and not stated.</summary>
    FactsMissing,
    /// <summary>No such expense, gift, fund or project, of which facts could be stated.</summary>
    RecordUnknown,
    /// <summary>What was counted is no account of money.</summary>
    AccountNotMoney,
    /// <summary>No such account in the register of money accounts.</summary>
    MoneyAccountUnknown,
    /// <summary>A money account of that code exists, or the code means a kind of account.</summary>
    MoneyAccountExists,
    /// <summary>A money account is not open on that day, or of another kind or account set.</summary>
    MoneyAccountUnfit,
    /// <summary>An account's number has fewer than four digits.</summary>
    AccountNumberInvalid,
    /// <summary>There is no such bucket.</summary>
    BucketUnknown,
    /// <summary>A minimum is in force, and the terms of the fund's agreement are missing.</summary>
    FundTermsMissing,
    /// <summary>A fund's initial sum is below the minimum of its region.</summary>
    FundBelowMinimum,
    /// <summary>An agreement wants what a fund never has.</summary>
    FundBanned,
    /// <summary>A fund's committee has too few members.</summary>
    CommitteeTooSmall,
    /// <summary>The duty was raised before.</summary>
    DutyExists,
    /// <summary>No such duty.</summary>
    DutyUnknown,
    /// <summary>The duty was met before.</summary>
    DutyIsMet,
    /// <summary>A payee's name is on a list of blocked names.</summary>
    ScreeningMatch,
    /// <summary>No gift of this id is held.</summary>
    HoldUnknown,
    /// <summary>It was decided on the held gift before.</summary>
    HoldDecided,
    /// <summary>There is no such import profile.</summary>
    ProfileNotFound,
    /// <summary>An import profile is broken.</summary>
    ProfileInvalid,
    /// <summary>There is no such file.</summary>
    FileNotFound,
    /// <summary>A donation list is larger than 512 MiB or unpacks to more than its limit, or evidence is larger than 20 MiB.</summary>
    FileTooLarge,
    /// <summary>A donation list has no bytes.</summary>
    FileEmpty,
    /// <summary>A donation list is neither spreadsheet nor CSV.</summary>
    FileUnreadable,
    /// <summary>A spreadsheet breaks off.</summary>
    FileTruncated,
    /// <summary>A spreadsheet is protected by a password.</summary>
    FilePasswordProtected,
    /// <summary>A CSV file is in none of the profile's encodings.</summary>
    EncodingInvalid,
    /// <summary>No row is the profile's header.</summary>
    HeaderNotFound,
    /// <summary>The header lacks a column.</summary>
    HeaderMissingColumn,
    /// <summary>The header names a column twice.</summary>
    HeaderDuplicateColumn,
    /// <summary>The list states a unit that is not known.</summary>
    UnitUnknown,
    /// <summary>The list states two units.</summary>
    UnitConflict,
    /// <summary>A quantity is no whole number from 1 to 10^12.</summary>
    QuantityInvalid,
    /// <summary>A gift in kind has a value without its basis, or a basis without a value.</summary>
    ValueBasisInvalid,
    /// <summary>Less of a gift in kind is left, or was distributed, than is asked for.</summary>
    QuantityExceeded,
    /// <summary>No such distribution of goods.</summary>
    DistributionUnknown,
    /// <summary>The cost of a sale is more than it brought.</summary>
    SaleCostExceedsProceeds,
    /// <summary>Principal of an endowment fund can't be paid out, allocated, distributed or moved.</summary>
    PrincipalLocked,
    /// <summary>A gift in kind can't be refunded in money.</summary>
    GiftInKind,
    /// <summary>A live receipt attests what would go back.</summary>
    ReceiptStands,
    /// <summary>No such refund of the gift is owed.</summary>
    RefundNotOwed,
    /// <summary>The giver may not name this beneficiary.</summary>
    BeneficiaryBanned,
    /// <summary>No such entrustment.</summary>
    AgencyUnknown,
    /// <summary>No such pledge.</summary>
    PledgeUnknown,
    /// <summary>Less of a pledge is open than would be fulfilled.</summary>
    PledgeExceeded,
    /// <summary>A pledge would be released without the ground that the law asks for.</summary>
    PledgeReleaseUnfounded,
    /// <summary>No such agreement on yields.</summary>
    YieldAgreementUnknown,
    /// <summary>An agreement on yields does not run on that day.</summary>
    YieldAgreementOver,
    /// <summary>A currency is not taken.</summary>
    CurrencyUnknown,
    /// <summary>An exchange rate is no number above 0 with at most 8 decimals.</summary>
    ExchangeRateInvalid,
    /// <summary>An amount in CNY is not what the foreign money comes to.</summary>
    ExchangeMismatch,
    /// <summary>Money may not be used yet.</summary>
    RestrictionNotDue,
    /// <summary>The ground of a change of use is missing or not due.</summary>
    ChangeGroundInvalid,
    /// <summary>The source of a large or cash gift must be noted.</summary>
    SourceNoteMissing,
    /// <summary>The receipts of a year were taken over already.</summary>
    ReceiptBookExists,
    /// <summary>The receipts of a year were not taken over yet.</summary>
    ReceiptBookMissing,
    /// <summary>No donation receipt may be issued for that.</summary>
    ReceiptNotAllowed,
    /// <summary>Live receipts would attest more than a gift.</summary>
    ReceiptExceedsGift,
    /// <summary>No such receipt.</summary>
    ReceiptUnknown,
    /// <summary>A receipt was voided already, or is a red one.</summary>
    ReceiptNotLive,
    /// <summary>No such payment on its way.</summary>
    PaymentOrderUnknown,
    /// <summary>A payment on its way is not where this step begins: it was withdrawn, handed over, paid or returned.</summary>
    PaymentStepWrong,
    /// <summary>The bank's reference was taken by another payment of that account and day.</summary>
    BankReferenceTaken,
    /// <summary>More than a bank takes for a payment (<c>payment.bank_fee_most</c>): it is a direct debit, which others approve.</summary>
    BankFeeExceeded,
    /// <summary>No such move between own accounts.</summary>
    MoneyMoveUnknown,
    /// <summary>The money of a move is not on the way: it arrived, or was returned.</summary>
    MoneyMoveEnded,
    /// <summary>No such money of another federation.</summary>
    AllianceMoneyUnknown,
    /// <summary>Money of another federation is not expected: that it arrived was confirmed, or it arrived when it was sent.</summary>
    AllianceMoneyArrived,
    /// <summary>No such standing approval for direct debits.</summary>
    StandingApprovalUnknown,
    /// <summary>A standing approval doesn't cover a direct debit: another payee, more than its ceiling, or a day outside its term.</summary>
    DirectDebitUncovered,
    /// <summary>The parts of a payment are too many, or their sum is not its amount.</summary>
    PaymentPartsInvalid,
    /// <summary>No such entry in the federation's register.</summary>
    RegisterEntryUnknown,
    /// <summary>An entry of this id exists in the federation's register.</summary>
    RegisterEntryExists,
    /// <summary>An entry of the federation's register ended, and is changed no more.</summary>
    RegisterEntryEnded,
    /// <summary>An entry of the federation's register states what its kind doesn't have, or holds beside another one of a kind that is
    /// alone.</summary>
    RegisterEntryInvalid,
    /// <summary>An amendment changes nothing.</summary>
    AmendmentEmpty,
    /// <summary>The instalments of a pledge are too many, out of order, or don't come to its amount.</summary>
    InstalmentsInvalid,
    /// <summary>No such contact.</summary>
    ContactUnknown,
    /// <summary>The contact has gone up in another, which is to be named instead; or others have gone up in it, who are to be taken out
    /// first.</summary>
    ContactMerged,
    /// <summary>The contact's key was destroyed: nothing can be sealed for it any more.</summary>
    ContactErased,
    /// <summary>The contact asked to be forgotten: it is shown nowhere, and nothing new names it.</summary>
    ContactRestricted,
    /// <summary>The contact is not restricted.</summary>
    ContactNotRestricted,
    /// <summary>A law still asks to keep what is known of the contact.</summary>
    RetentionRunning,
    /// <summary>Another contact has that identity number, credit code, or name together with a phone.</summary>
    ContactIdentifierTaken,
    /// <summary>An identity number or credit code is not made as the standards say.</summary>
    ContactNumberInvalid,
    /// <summary>A phone, e-mail, account, country or the like of a contact can't be such.</summary>
    ContactDetailsInvalid,
    /// <summary>The contact plays that part already, or doesn't play it.</summary>
    ContactPartWrong,
    /// <summary>A contact would go up in itself, over others or at once.</summary>
    ContactMergeCycle,
    /// <summary>The contact has not gone up in another.</summary>
    ContactNotMerged,
    /// <summary>A gift is not linked to that contact.</summary>
    GiftNotLinked,
    /// <summary>Both a contact and a donor are named.</summary>
    GiverAmbiguous,
    /// <summary>What contacts are looked for by is missing, too short, or more than one thing.</summary>
    ContactSearchInvalid,
    /// <summary>No such job.</summary>
    JobUnknown,
    /// <summary>The job is paused, and begins nothing.</summary>
    JobPaused,
    /// <summary>The job is not paused.</summary>
    JobNotPaused,
    /// <summary>The job works on no such thing.</summary>
    JobSubjectInvalid,
    /// <summary>The database is away; repeat with the same idempotency key.</summary>
    LedgerUnavailable,
    /// <summary>Readers have not reached the asked position in time.</summary>
    PositionNotReached,
    /// <summary>There is no such page or resource.</summary>
    NotFound,
    /// <summary>The resource takes no such method.</summary>
    MethodNotAllowed,
    /// <summary>The resource takes no such media type.</summary>
    MediaTypeUnsupported,
    /// <summary>A defect of this program.</summary>
    InternalError,
}
