using System.Buffers;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Contracts;

/// <summary>The one list of stored event types, and their JSON.</summary>
public static class EventTypes
{
    private static readonly FrozenDictionary<string, JsonTypeInfo> ByAlias = AllTypes()
        .ToFrozenDictionary(Alias, t => EventJson.Default.GetTypeInfo(t)!);

    private static readonly FrozenDictionary<Type, string> ByType = AllTypes().ToFrozenDictionary(t => t, Alias);

    /// <summary>All event types, by alias.</summary>
    public static IReadOnlyDictionary<string, Type> All { get; } = ByType.ToFrozenDictionary(p => p.Value, p => p.Key);

    /// <summary>The alias under which an event is stored.</summary>
    /// <exception cref="KeyNotFoundException">The type is no stored event.</exception>
    public static string AliasOf(Type type) => ByType[type];

    /// <summary>The aliases of several events.</summary>
    /// <exception cref="KeyNotFoundException">A type is no stored event.</exception>
    public static IReadOnlyList<string> AliasesOf(params IEnumerable<Type> types) => [.. types.Select(AliasOf)];

    /// <summary>The UTF-8 JSON of an event, as stored in <c>mt_events.data</c>.</summary>
    public static byte[] Serialize(ILedgerEvent @event) =>
        EventJson.Serialize(@event, @event.GetType());

    /// <summary>Reads an event back.</summary>
    /// <exception cref="KeyNotFoundException">The alias is not known: the log is newer than this program.</exception>
    /// <exception cref="JsonException">The data is not that event's.</exception>
    public static ILedgerEvent Deserialize(string alias, ReadOnlySpan<byte> data) =>
        (ILedgerEvent)JsonSerializer.Deserialize(data, ByAlias[alias])!;

    private static IEnumerable<Type> AllTypes() => typeof(EventTypes).Assembly.GetTypes()
        .Where(t => t.GetCustomAttribute<EventTypeAttribute>() is not null);

    private static string Alias(Type type) => type.GetCustomAttribute<EventTypeAttribute>()!.Alias;
}

/// <summary>Source-generated JSON of the contracts: camelCase, enums by their stored names, Chinese unescaped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(FederationRegistered))]
[JsonSerializable(typeof(SettingUpEnded))]
[JsonSerializable(typeof(FederationAmended))]
[JsonSerializable(typeof(RegisterEntered))]
[JsonSerializable(typeof(RegisterChanged))]
[JsonSerializable(typeof(RegisterEnded))]
[JsonSerializable(typeof(FundEstablished))]
[JsonSerializable(typeof(MoneyAllocated))]
[JsonSerializable(typeof(GiftReceived))]
[JsonSerializable(typeof(GiftRefunded))]
[JsonSerializable(typeof(RefundTermsStated))]
[JsonSerializable(typeof(RefundPaid))]
[JsonSerializable(typeof(PaymentMade))]
[JsonSerializable(typeof(PaymentReversed))]
[JsonSerializable(typeof(DonationHeld))]
[JsonSerializable(typeof(DonationListImported))]
[JsonSerializable(typeof(HeldDonationDecided))]
[JsonSerializable(typeof(PolicyRowSet))]
[JsonSerializable(typeof(UserAdded))]
[JsonSerializable(typeof(UserRolesChanged))]
[JsonSerializable(typeof(UserDisabled))]
[JsonSerializable(typeof(PaperSignerAdded))]
[JsonSerializable(typeof(UserNamed))]
[JsonSerializable(typeof(PostAppointed))]
[JsonSerializable(typeof(PostEnded))]
[JsonSerializable(typeof(PostExceptionStated))]
[JsonSerializable(typeof(GoodsReceived))]
[JsonSerializable(typeof(GoodsDistributed))]
[JsonSerializable(typeof(GoodsDistributionReversed))]
[JsonSerializable(typeof(GoodsSold))]
[JsonSerializable(typeof(GoodsWrittenOff))]
[JsonSerializable(typeof(GoodsReturned))]
[JsonSerializable(typeof(ServiceReceived))]
[JsonSerializable(typeof(AgencyReceived))]
[JsonSerializable(typeof(AgencyDelivered))]
[JsonSerializable(typeof(IncomeReceived))]
[JsonSerializable(typeof(PrincipalReleased))]
[JsonSerializable(typeof(TimeRestrictionLapsed))]
[JsonSerializable(typeof(UseChanged))]
[JsonSerializable(typeof(PledgeMade))]
[JsonSerializable(typeof(PledgeAmended))]
[JsonSerializable(typeof(PledgeFulfilled))]
[JsonSerializable(typeof(PledgeReleased))]
[JsonSerializable(typeof(YieldGiftAgreed))]
[JsonSerializable(typeof(YieldReceived))]
[JsonSerializable(typeof(GiftTermsStated))]
[JsonSerializable(typeof(ReceiptBookOpened))]
[JsonSerializable(typeof(ReceiptNumberTaken))]
[JsonSerializable(typeof(ReceiptIssued))]
[JsonSerializable(typeof(ReceiptDeductionStated))]
[JsonSerializable(typeof(ReceiptReversed))]
[JsonSerializable(typeof(ReceiptWaived))]
[JsonSerializable(typeof(InterestDeclared))]
[JsonSerializable(typeof(InterestEnded))]
[JsonSerializable(typeof(ActionRequested))]
[JsonSerializable(typeof(ActionApproved))]
[JsonSerializable(typeof(ActionRejected))]
[JsonSerializable(typeof(ActionExecuted))]
[JsonSerializable(typeof(FundraisingQualified))]
[JsonSerializable(typeof(FundTermsStated))]
[JsonSerializable(typeof(FundAmended))]
[JsonSerializable(typeof(ScreeningListLoaded))]
[JsonSerializable(typeof(ScreeningListContinued))]
[JsonSerializable(typeof(GiftHeldForScreening))]
[JsonSerializable(typeof(ScreeningDecided))]
[JsonSerializable(typeof(DutyRaised))]
[JsonSerializable(typeof(DutyMet))]
[JsonSerializable(typeof(CampaignPlanned))]
[JsonSerializable(typeof(CampaignFiled))]
[JsonSerializable(typeof(CampaignAmended))]
[JsonSerializable(typeof(CampaignClosed))]
[JsonSerializable(typeof(ProjectProposed))]
[JsonSerializable(typeof(ProjectEvaluated))]
[JsonSerializable(typeof(ProjectAdvanced))]
[JsonSerializable(typeof(ProjectAmended))]
[JsonSerializable(typeof(MilestoneReached))]
[JsonSerializable(typeof(ProjectClosed))]
[JsonSerializable(typeof(LotteryIndicatorIssued))]
[JsonSerializable(typeof(LotteryIndicatorDecomposed))]
[JsonSerializable(typeof(LotteryTranchePaid))]
[JsonSerializable(typeof(LotteryExpenditureMade))]
[JsonSerializable(typeof(LotteryExpenditureReversed))]
[JsonSerializable(typeof(LotteryCarriedOver))]
[JsonSerializable(typeof(LotteryMoneyRecovered))]
[JsonSerializable(typeof(LotteryLabelRecorded))]
[JsonSerializable(typeof(LotteryPerformanceEvaluated))]
[JsonSerializable(typeof(LotterySalesRecorded))]
[JsonSerializable(typeof(AllianceAgreed))]
[JsonSerializable(typeof(AllianceEnded))]
[JsonSerializable(typeof(AllianceMoneySent))]
[JsonSerializable(typeof(AllianceMoneyReceived))]
[JsonSerializable(typeof(AllianceMoneyConfirmed))]
[JsonSerializable(typeof(AllianceGoodsSent))]
[JsonSerializable(typeof(AllianceGoodsReceived))]
[JsonSerializable(typeof(SharedProjectOpened))]
[JsonSerializable(typeof(TrustEstablished))]
[JsonSerializable(typeof(TrustFiled))]
[JsonSerializable(typeof(TrustContributionReceived))]
[JsonSerializable(typeof(TrustFunded))]
[JsonSerializable(typeof(TrustIncomeReceived))]
[JsonSerializable(typeof(TrustFeePaid))]
[JsonSerializable(typeof(TrustDistributed))]
[JsonSerializable(typeof(TrustDistributionReversed))]
[JsonSerializable(typeof(TrustEntryReversed))]
[JsonSerializable(typeof(TrusteeChanged))]
[JsonSerializable(typeof(TrustReported))]
[JsonSerializable(typeof(TrustTerminated))]
[JsonSerializable(typeof(TrustResidueTransferred))]
[JsonSerializable(typeof(VoucherEntered))]
[JsonSerializable(typeof(VoucherReversed))]
[JsonSerializable(typeof(PeriodClosed))]
[JsonSerializable(typeof(TrialBalanceFrozen))]
[JsonSerializable(typeof(PeriodReopened))]
[JsonSerializable(typeof(VouchersReviewed))]
[JsonSerializable(typeof(FactsStated))]
[JsonSerializable(typeof(PeriodShut))]
[JsonSerializable(typeof(PeriodShutLifted))]
[JsonSerializable(typeof(CarryOverPosted))]
[JsonSerializable(typeof(YearClosed))]
[JsonSerializable(typeof(AccountCounted))]
[JsonSerializable(typeof(MoneyAccountOpened))]
[JsonSerializable(typeof(MoneyAccountClosed))]
[JsonSerializable(typeof(PaymentTermsStated))]
[JsonSerializable(typeof(RelatedDealingStated))]
[JsonSerializable(typeof(PaymentProven))]
[JsonSerializable(typeof(ApprovalRouteSet))]
[JsonSerializable(typeof(ApprovalRouteEnded))]
[JsonSerializable(typeof(StandInNamed))]
[JsonSerializable(typeof(StandInEnded))]
[JsonSerializable(typeof(RouteFixed))]
[JsonSerializable(typeof(PostsSigned))]
[JsonSerializable(typeof(SignedOnPaper))]
[JsonSerializable(typeof(ActionSentBack))]
[JsonSerializable(typeof(ActionAskedAgain))]
[JsonSerializable(typeof(PayeeNamed))]
[JsonSerializable(typeof(PayeeCalledBack))]
[JsonSerializable(typeof(ContactPaymentAsked))]
[JsonSerializable(typeof(ContactPaymentEnded))]
[JsonSerializable(typeof(ContactPaid))]
[JsonSerializable(typeof(PaperAdded))]
[JsonSerializable(typeof(PaperRedacted))]
[JsonSerializable(typeof(PapersRequired))]
[JsonSerializable(typeof(PapersSigned))]
[JsonSerializable(typeof(PaperRuleSet))]
[JsonSerializable(typeof(PaperRuleEnded))]
[JsonSerializable(typeof(PaymentApproved))]
[JsonSerializable(typeof(PaymentClaimed))]
[JsonSerializable(typeof(PaymentClaimEnded))]
[JsonSerializable(typeof(PaymentHandedOver))]
[JsonSerializable(typeof(PaymentCleared))]
[JsonSerializable(typeof(PaymentReturned))]
[JsonSerializable(typeof(PaymentApprovedAgain))]
[JsonSerializable(typeof(PaymentWithdrawn))]
[JsonSerializable(typeof(BankLineTaken))]
[JsonSerializable(typeof(StandingApprovalGiven))]
[JsonSerializable(typeof(StandingApprovalEnded))]
[JsonSerializable(typeof(DirectDebited))]
[JsonSerializable(typeof(DirectDebitApproved))]
[JsonSerializable(typeof(RelatedPartyRecorded))]
[JsonSerializable(typeof(RelatedPartyEnded))]
[JsonSerializable(typeof(ContactRegistered))]
[JsonSerializable(typeof(ContactDetailsChanged))]
[JsonSerializable(typeof(ContactPartAdded))]
[JsonSerializable(typeof(ContactPartDropped))]
[JsonSerializable(typeof(GiftsLinked))]
[JsonSerializable(typeof(GiftsUnlinked))]
[JsonSerializable(typeof(ContactsMerged))]
[JsonSerializable(typeof(ContactsUnmerged))]
[JsonSerializable(typeof(ContactRestricted))]
[JsonSerializable(typeof(ContactRestrictionLifted))]
[JsonSerializable(typeof(ContactOpened))]
[JsonSerializable(typeof(ContactErased))]
[JsonSerializable(typeof(TransferGroundStated))]
[JsonSerializable(typeof(FundClosed))]
[JsonSerializable(typeof(MoneyMoved))]
[JsonSerializable(typeof(MoneyMoveArrived))]
[JsonSerializable(typeof(MoneyMoveReturned))]
[JsonSerializable(typeof(JobRequested))]
[JsonSerializable(typeof(JobCompleted))]
[JsonSerializable(typeof(JobFailed))]
[JsonSerializable(typeof(JobPaused))]
[JsonSerializable(typeof(JobResumed))]
[JsonSerializable(typeof(LedgerChecked))]
[JsonSerializable(typeof(OldDigestsErased))]
[JsonSerializable(typeof(DutiesNoticed))]
[JsonSerializable(typeof(EventHeaders))]
internal sealed partial class EventContext : JsonSerializerContext;

/// <summary>The JSON settings of stored events.</summary>
public static class EventJson
{
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? own;

    /// <summary>Serialiser metadata; Chinese is stored as such, not as escapes.</summary>
    public static JsonSerializerContext Default { get; } = new EventContext(
        new JsonSerializerOptions(EventContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The UTF-8 JSON of what is stored, as the settings above write it.</summary>
    internal static byte[] Serialize(object value, Type type)
    {
        // The generated code that writes without looking at settings runs only where they have no encoder; the writer has it instead.
        var (bytes, json) = own ??= Writer();
        bytes.ResetWrittenCount();
        json.Reset(bytes);
        JsonSerializer.Serialize(json, value, EventContext.Default.GetTypeInfo(type)!);
        return bytes.WrittenSpan.ToArray();
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) Writer()
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        return (bytes, new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }
}
