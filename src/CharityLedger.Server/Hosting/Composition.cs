using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CharityLedger.EventStore;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Facts;
using CharityLedger.Projections.Gifts;
using CharityLedger.Projections.Journal;
using CharityLedger.Projections.Money;
using CharityLedger.Projections.Payments;
using CharityLedger.Projections.Pledges;
using CharityLedger.Projections.Register;
using CharityLedger.Projections.Statements;
using CharityLedger.Projections.Requests;
using CharityLedger.Projections.Traces;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Alliances;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Contacts;
using CharityLedger.Server.Demo;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Federations;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Imports;
using CharityLedger.Server.Lottery;
using CharityLedger.Server.Pages;
using CharityLedger.Server.Projects;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Receipts;
using CharityLedger.Server.Reports;
using CharityLedger.Server.Trusts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Marten;
using Npgsql;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace CharityLedger.Server.Hosting;

/// <summary>Wires the host: its services and its routes.</summary>
internal static class Composition
{
    private static readonly HashSet<string> Charsets = new(StringComparer.OrdinalIgnoreCase) { "utf-8", "us-ascii" };

    public static void AddServices(
        IServiceCollection services, NpgsqlDataSource database, IDocumentStore store, LedgerCore core,
        ProjectionEngine projections, MasterKey master, TimeProvider clock)
    {
        services.AddSingleton(database).AddSingleton(store).AddSingleton(core).AddSingleton(projections).AddSingleton(master).AddSingleton(clock);
        services.AddSingleton<EventReader>().AddSingleton<OpenBooks>().AddSingleton<LedgerTrial>().AddSingleton<Ledger>().AddSingleton<BooksClosing>()
            .AddSingleton<RepeatedLines>().AddSingleton<Ids>().AddSingleton<InputDigests>().AddSingleton<DonorVault>()
            .AddSingleton<KindIntake>().AddSingleton<Givers>()
            .AddSingleton<ApiTokens>().AddSingleton<Readiness>().AddSingleton<DonationImport>()
            .AddSingleton<ImportRecords>().AddSingleton<ImportRun>()
            .AddSingleton<GiftTraceQuery>().AddSingleton<BalancesQuery>().AddSingleton<GiftListQuery>()
            .AddSingleton<RegisterQuery>().AddSingleton<JournalQuery>().AddSingleton<VoucherQuery>()
            .AddSingleton<VoucherTrial>().AddSingleton<Trials.Trials>()
            .AddSingleton<PaymentOrders>().AddSingleton<Payer>().AddSingleton<PaymentOrdersQuery>().AddSingleton<DirectDebitQuery>()
            .AddSingleton<MoneyQuery>().AddSingleton<MoneyMovesQuery>().AddSingleton<MoneyRegister>()
            .AddSingleton<CountQuery>().AddSingleton<BooksCheck>().AddSingleton<StatementsQuery>()
            .AddSingleton<ReviewReading>().AddSingleton<FactsQuery>().AddSingleton<StateFacts.Reading>()
            .AddSingleton<TraceReading>().AddSingleton<RefundGift.Reading>()
            .AddSingleton<HeldDonations.Reading>().AddSingleton<Screening.ScreeningCommands.Reading>().AddSingleton<DemoFederation>();
        services.AddSingleton<Steps>().AddSingleton<OwnWrites>().AddSingleton<Locations>();
        LotteryRoutes.AddServices(services);
        ContactRoutes.AddServices(services);
        TrustRoutes.AddServices(services);
        RegulationRoutes.AddServices(services);
        AllianceRoutes.AddServices(services);
        services.AddAuthentication(ApiTokenHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.Name, null);
        services.AddAuthorization().AddSingleton<IAuthorizationHandler, AccessRuleHandler>().AddSingleton<Users>()
            .AddSingleton<Passwords>().AddSingleton<Operators>().AddSingleton<UserCommands.Door>()
            .AddSingleton<ApprovalDesk>().AddSingleton<PaymentDesk>().AddSingleton<RequestBook>()
            .AddSingleton<PaperCommands.Tools>().AddSingleton<Parties>().AddSingleton<RequestsQuery>()
            .AddSingleton<PledgeQuery>().AddSingleton<ReceiptBooks>().AddSingleton<ReceiptCopies>().AddSingleton<ReceiptList>();
        // Actions that several persons do together.
        foreach (var action in (GuardedAction[])
        [
            MakePayment.Action, PaymentSteps.Again, DirectDebits.Action, PaperRuleCommands.SetAction, PaperRuleCommands.EndAction,
            RouteCommands.SetAction, RouteCommands.EndAction, RouteCommands.StandInAction, RouteCommands.EndStandInAction,
            PostCommands.AppointAction, PostCommands.EndAction, PostCommands.AllowAction, SetPolicyRow.Action,
            ReversePayment.Action, AllocateMoney.Action, TransferFundMoney.Action, CloseFund.Action, MoveMoney.Action,
            ReopenPeriod.Action, ReleaseMoney.Action, ChangeUse.Action, RefundGift.Action, PayRefund.Action, UseGoods.WriteOffAction,
            UseGoods.SaleAction, UseGoods.ReturnAction, UseGoods.ReverseAction, Agencies.DeliveryAction, CloseCampaign.Action, CloseProject.Action,
            AmendProject.Action, RestrictContact.LiftAction, EraseContact.Action,
        ])
        {
            services.AddSingleton(action);
        }

        services.AddExceptionHandler<ExceptionProblems>();
        // Addresses are those of the document itself: the Host that asked for it is its sender's to choose.
        services.AddOpenApi("v1", o => o.AddBuckets().AddDocumentTransformer((document, _, _) =>
        {
            document.Servers?.Clear();
            document.Info.Title = "CharityLedger";
            return Task.CompletedTask;
        }));
        // Otherwise a request that can't be read is answered without a word.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        PublicSite.AddServices(services);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NoNullItems.Modify } };
            json.SerializerOptions.MaxDepth = 32;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        });
    }

    public static void Map(WebApplication app)
    {
        app.Use((http, next) =>
        {
            // Whatever is away comes back by itself.
            http.Response.OnStarting(() =>
            {
                if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable) http.Response.Headers.RetryAfter = "2";
                return Task.CompletedTask;
            });
            return next(http);
        });
        PublicSite.Use(app);
        // Where the framework says no by itself, such as to a body that is too large, it says so in a status alone.
        app.UseStatusCodePages(context => context.HttpContext.Request.Path.StartsWithSegments("/api")
            ? Problems.Of(Problems.OfStatus(context.HttpContext)).ExecuteAsync(context.HttpContext)
            : PublicSite.OfStatus(context.HttpContext));
        app.Use((http, next) =>
        {
            if (IsReadable(http)) return next(http);
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        });
        app.UseAuthentication();
        app.UseAuthorization();
        Readiness.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");

        var api = app.MapGroup("/api/v1").RequireAuthorization().RefuseUnknownQueries().ProducesProblem(401).ProducesProblem(503);
        LotteryRoutes.Map(api);
        ContactRoutes.Map(api);
        TrustRoutes.Map(api);
        AllianceRoutes.Map(api);
        RegisterFederation.Map(api);
        UserCommands.Map(api);
        StateFacts.Map(api);
        PostCommands.Map(api);
        RequestCommands.Map(api);
        EstablishFund.Map(api);
        AllocateMoney.Map(api);
        ReceiveGift.Map(api);
        ListGifts.Map(api);
        RefundGift.Map(api);
        PayRefund.Map(api);
        ReceiveGoods.Map(api);
        UseGoods.Map(api);
        ReceiveService.Map(api);
        Agencies.Map(api);
        IssueReceipts.Map(api);
        Incomes.Map(api);
        Pledges.Map(api);
        YieldGifts.Map(api);
        ReleaseMoney.Map(api);
        ChangeUse.Map(api);
        MakePayment.Map(api);
        PaymentSteps.Map(api);
        DirectDebits.Map(api);
        PaperCommands.Map(api);
        RedactPaper.Map(api);
        PaperRuleCommands.Map(api);
        RouteCommands.Map(api);
        ProvePayment.Map(api);
        MoveMoney.Map(api);
        MoneyOnTheWay.Map(api);
        TransferFundMoney.Map(api);
        CloseFund.Map(api);
        Parties.Map(api);
        EvidenceFiles.Map(api);
        ReversePayment.Map(api);
        ImportDonations.Map(api);
        OrderImport.Map(api);
        HeldDonations.Map(api);
        GiftTraces.Map(api);
        Balances.Map(api);
        ClosePeriod.Map(api);
        EnterVoucher.Map(api);
        ReviewVouchers.Map(api);
        CountMoney.Map(api);
        MoneyRegister.Map(api);
        BookReports.Map(api);
        ReopenPeriod.Map(api);
        Jobs.JobRoutes.Map(api);
        RegulationRoutes.Map(api);
        PublicSite.Map(app);
    }

    /// <summary>
    /// Whether a body is text that can be decoded, and a form where a form is read: on anything else the framework throws.
    /// JSON is UTF-8 (RFC 8259, section 8.1), and so are our forms.
    /// </summary>
    private static bool IsReadable(HttpContext http)
    {
        var isText = !MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.Charset.HasValue
            || Charsets.Contains(HeaderUtilities.RemoveQuotes(type.Charset).ToString());
        var readsForm = http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("multipart/form-data") is true;
        return isText && (!readsForm || http.Request.HasFormContentType);
    }
}
