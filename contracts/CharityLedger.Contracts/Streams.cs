using System.Collections.Frozen;
using System.Globalization;

namespace CharityLedger.Contracts;

/// <summary>Names of streams, within a federation, and the aggregate alias in <c>mt_streams.type</c>.</summary>
public static class Streams
{
    /// <summary>The federation itself.</summary>
    public const string Federation = "federation";

    /// <summary>The federation's register of itself: certificates, qualifications, leaders, branches.</summary>
    public const string FederationRegister = "federationregister";

    /// <summary>The rows of the policy table that the federation set itself.</summary>
    public const string Policy = "policy";

    /// <summary>What began or met duties outside the ledger.</summary>
    public const string Duties = "duties";

    /// <summary>The federation's lists of blocked names.</summary>
    public const string Screening = "screening";

    /// <summary>A gift held because of a name, and the decision on it.</summary>
    public static string Hold(string gift) => "hold-" + gift;

    /// <summary>The federation's certificates for public fundraising.</summary>
    public const string Fundraising = "fundraising";

    /// <summary>A fundraising campaign.</summary>
    public static string Campaign(string id) => "campaign-" + id;

    /// <summary>A project of the library.</summary>
    public static string Project(string id) => "project-" + id;

    /// <summary>A named fund.</summary>
    public static string Fund(string id) => "fund-" + id;

    /// <summary>A contact: a person, organisation or household that the federation deals with.</summary>
    public static string Contact(string id) => "contact-" + id;

    /// <summary>A gift, with its refunds.</summary>
    public static string Gift(string id) => "gift-" + id;

    /// <summary>An allocation between buckets.</summary>
    public static string Allocation(string id) => "allocation-" + id;

    /// <summary>A payment, with its reversals.</summary>
    public static string Payment(string id) => "payment-" + id;

    /// <summary>A standing approval for money that a payee takes by itself.</summary>
    public static string StandingApproval(string id) => "standing-" + id;

    /// <summary>What is to be said of a payment that the bank made by itself.</summary>
    public static string DirectDebit(string payment) => "directdebit-" + payment;

    /// <summary>The lines of an account at the bank on one day that payments have taken.</summary>
    public static string BankLines(string account, DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"banklines-{account}-{day:yyyyMMdd}");

    /// <summary>Money entrusted for a named beneficiary, with its deliveries.</summary>
    public static string Agency(string id) => "agency-" + id;

    /// <summary>A pledge, with what fulfils it.</summary>
    public static string Pledge(string id) => "pledge-" + id;

    /// <summary>An agreement to give yields, with the yields.</summary>
    public static string YieldGift(string id) => "yield-" + id;

    /// <summary>Income that is no gift.</summary>
    public static string Income(string id) => "income-" + id;

    /// <summary>A release of principal or of money that waited for its date.</summary>
    public static string Release(string id) => "release-" + id;

    /// <summary>A change of use.</summary>
    public static string UseChange(string id) => "use-" + id;

    /// <summary>The donation receipts of a year, which it numbers.</summary>
    public static string Receipts(int year) => string.Create(CultureInfo.InvariantCulture, $"receipts-{year}");

    /// <summary>A held row of a donation list.</summary>
    public static string Held(string id) => "held-" + id;

    private const string ListPrefix = "list-";

    /// <summary>A donation list, by its digest and fund.</summary>
    public static string List(string sha256, string? fund) => $"{ListPrefix}{sha256[..32]}{(fund is null ? "" : "-" + fund)}";

    /// <summary>A user of the federation.</summary>
    public static string User(string id) => "user-" + id;

    /// <summary>A request for an action that needs approval.</summary>
    public static string Request(string id) => "request-" + id;

    /// <summary>The papers of a record, by its stream; those of a request stand in the request's own.</summary>
    public static string Papers(string of) => "papers-" + of;

    /// <summary>A federation's rules on which papers requests must hold.</summary>
    public const string PaperRules = "paperrules";

    /// <summary>A federation's routes of approval, and who stands in.</summary>
    public const string ApprovalRoutes = "approvalroutes";

    /// <summary>An indicator of the welfare-lottery fund, with its parts and their money.</summary>
    public static string Lottery(string id) => "lottery-" + id;

    /// <summary>What a federation agreed on with another that may send it money.</summary>
    public static string Alliance(string partner) => "alliance-" + partner;

    /// <summary>Money between federations; the same name on both sides.</summary>
    public static string AllianceTransfer(string id) => "alliancetransfer-" + id;

    /// <summary>A project that several federations share, with the one that leads.</summary>
    public static string SharedProject(string id) => "sharedproject-" + id;

    /// <summary>A charitable trust.</summary>
    public static string Trust(string id) => "trust-" + id;

    /// <summary>A month's sales of a lottery.</summary>
    public static string LotterySales(string id) => "lotterysales-" + id;

    /// <summary>The books of a federation: which months are closed.</summary>
    public const string Books = "books";

    /// <summary>The reviews of a month's vouchers.</summary>
    public static string Reviews(DateOnly month) => string.Create(CultureInfo.InvariantCulture, $"reviews-{month:yyyyMM}");

    /// <summary>Facts that were stated of a record, of many at once, or of a fund or project by the name of its stream.</summary>
    public static string Facts(string id) => "facts-" + id;

    /// <summary>A voucher that people entered, with its reversal.</summary>
    public static string Voucher(string id) => "voucher-" + id;

    /// <summary>An account in the register of money accounts.</summary>
    public static string MoneyAccount(string code) => "moneyaccount-" + code;

    /// <summary>A count of money.</summary>
    public static string Count(string id) => "count-" + id;

    /// <summary>A party in the register of related parties.</summary>
    public static string Party(string id) => "party-" + id;

    /// <summary>What was declared of a dealing with a related party.</summary>
    public static string Dealing(string id) => "dealing-" + id;

    /// <summary>A move of money between own accounts.</summary>
    public static string Move(string id) => "move-" + id;

    /// <summary>A job of the installation: what was asked of it, and how its runs ended.</summary>
    public static string Job(string name) => "job-" + name;

    /// <summary>What the nightly checks of the whole ledger found.</summary>
    public const string LedgerCheck = "ledgercheck";

    /// <summary>That digests which programs before 0.4.0 made were erased.</summary>
    public const string OldDigests = "olddigests";

    /// <summary>Which duties of a federation came near, or passed their day.</summary>
    public const string DutyNotices = "dutynotices";

    /// <summary>Kinds of streams, by alias, of which all of a federation's are asked for at once: the ledger lists them.</summary>
    public static IReadOnlySet<string> Listed { get; } =
        ((string[])[User(""), MoneyAccount(""), Party(""), Hold(""), Held(""), ListPrefix]).Select(TypeOf).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The aggregate alias of a stream: what stands before the first dash.</summary>
    public static string TypeOf(string stream)
    {
        var dash = stream.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? stream : stream[..dash];
    }
}
