using CharityLedger.Contracts.Events;

namespace CharityLedger.House.Tests;

/// <summary>One invented sample of each event, for its schema file.</summary>
internal static class Samples
{
    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly DonorRef Donor = new("20260302-7k3m9qx2abcd1", DonorKind.Person, DonorNaming.Masked, "q83vEjRWeJA=");
    private static readonly string List = new('a', 64);

    public static ILedgerEvent Of(Type type) => All.Single(e => e.GetType() == type);

    private static readonly ILedgerEvent[] All =
    [
        new FederationRegistered("qingjiang", "清江市慈善总会", "Qingjiang Charity Federation", "51000000MJ00000000", "清江市", Day),
        new FundEstablished("yuanmeng", "圆梦助学基金", FundType.Expendable, "清江远山实业有限公司", "清慈协〔2026〕3号", "资助困难学生", 500, Day),
        new MoneyAllocated("20260302-0123456789abc", "general", "fund/yuanmeng", 5_000_000, "补充助学资金", Day),
        new GiftReceived("20260302-7k3m9qx2abcd1", "yuanmeng", null, "课桌椅", 10_000, "CNY", "alipay", Donor,
            [new GiftPart("fund/yuanmeng+purpose=课桌椅", 9_500, GiftPartKind.Principal), new GiftPart("management", 500, GiftPartKind.ManagementFee)],
            new ListRow(List, "捐赠名单", 4), Day),
        new GiftRefunded("20260302-7k3m9qx2abcd1", "20260303-abcdefghjkmnp", 5_000, RefundGround.PaymentError, "重复支付", Day),
        new PaymentMade("20260302-pqrstvwxyz012", "fund/yuanmeng", "yuanmeng", 300_000, "清江市第三小学", "购置课桌椅", Day),
        new PaymentReversed("20260302-pqrstvwxyz012", "20260310-0000000000001", "fund/yuanmeng", 20_000, "结余退回", Day),
        new DonationHeld("20260302-held000000001", "20260302-7k3m9qx2abcd1", new ListRow(List, "捐赠名单", 5), "yuanmeng", 10_000, Donor, null, Day),
        new DonationListImported(List, "名单.xlsx", "hubei-red-cross-2020", "yuanmeng", 100, 97, 2, 1, 1_000_000, 1_000_000, Day),
        new FundraisingQualified("慈募〔2026〕1号", Day, Day.AddYears(3), "清江市民政局", Day),
        new CampaignPlanned("chunri-zhuxue", new CampaignPlan("春日助学", CampaignKind.Public, "资助困难学生", Day.AddDays(20), Day.AddDays(80),
            "清江市", "募捐部", "清江市人民路1号", ["银行转账"], "6222000011112222", "清江市慈善总会", "困难学生", "助学金", 10_000_000, 100_000,
            "用于同类项目", [new CampaignPartner("清江远山实业有限公司", "合作协议1号", Day, "宣传")], false), "备2026001", Day, Day),
        new CampaignFiled("chunri-zhuxue", "备2026001", Day),
        new CampaignClosed("chunri-zhuxue", 50_000, SurplusGround.SimilarPurpose, "转入同类助学项目", Day),
        new ProjectProposed("yingyang-wucan", "营养午餐", "改善营养", "清江市", "山区学生", "项目部", Day, Day.AddDays(200),
            [new BudgetLine("食材", 6_000_000)], [new Milestone("qianyue", "签约", Day.AddDays(10))], Day),
        new ProjectEvaluated("yingyang-wucan", true, "评审委员会", "方案可行", Day),
        new ProjectAdvanced("yingyang-wucan", ProjectStage.Ready, "列入项目库", Day),
        new MilestoneReached("yingyang-wucan", "qianyue", "验收单3号", Day),
        new ProjectClosed("yingyang-wucan", "完成全部内容", 0, SurplusGround.None, "无剩余", Day),
        new PolicyRowSet("aml.source_note_cash_above", "20000", true, Day, null, "理事会决议〔2026〕2号", "加强现金捐赠管理", Day),
        new HeldDonationDecided("20260302-held000000001", HeldDecision.Same, "20260302-7k3m9qx2abcd1", Day),
        new UserAdded("wang-cw", [Role.Clerk, Role.Treasurer], Day),
        new UserRolesChanged("wang-cw", [Role.Approver], Day),
        new UserDisabled("wang-cw", Day),
        new GoodsReceived("20260302-9m4k2c7x5abcd", AssetKind.Goods, "棉被", 700, "床", 7_000_000,
            new Valuation(ValueBasis.FairValue, "同类商品市场询价", "清江信诚资产评估事务所"), "yuanmeng", null, "过冬",
            "fund/yuanmeng+purpose=过冬+asset=20260302-9m4k2c7x5abcd", Donor, Day),
        new GoodsDistributed("20260302-9m4k2c7x5abcd", "20260303-distr00000001", 300, 3_000_000,
            "fund/yuanmeng+purpose=过冬+asset=20260302-9m4k2c7x5abcd", "清江市三个乡镇的受灾居民", "过冬", Day),
        new GoodsDistributionReversed("20260302-9m4k2c7x5abcd", "20260303-distr00000001", "20260304-back000000001", 20, 200_000,
            "fund/yuanmeng+purpose=过冬+asset=20260302-9m4k2c7x5abcd", "未能送达", Day),
        new GoodsSold("20260302-9m4k2c7x5abcd", "20260305-sale000000001", 100, 1_000_000, 900_000, 30_000,
            "fund/yuanmeng+purpose=过冬+asset=20260302-9m4k2c7x5abcd", "fund/yuanmeng+purpose=过冬", "清江百货有限公司", "不易保存", Day),
        new GoodsWrittenOff("20260302-9m4k2c7x5abcd", "20260306-write00000001", 5, 50_000,
            "fund/yuanmeng+purpose=过冬+asset=20260302-9m4k2c7x5abcd", "受潮霉变", Day),
        new GoodsReturned("20260302-9m4k2c7x5abcd", "20260307-return0000001", 10, 100_000,
            "fund/yuanmeng+purpose=过冬+asset=20260302-9m4k2c7x5abcd", RefundGround.Agreement, "协议约定", Day),
        new ServiceReceived("20260302-service000001", "义诊", 12, "小时", 720_000, new Valuation(ValueBasis.Voucher, "服务确认单 7 号", null),
            "yuanmeng", null, "义诊", "山区老人", "fund/yuanmeng+asset=20260302-service000001", Donor, Day),
        new ReceiptBookOpened(2026, "51010126", Day),
        new ReceiptNumberTaken(2026, 17, "20260302-7k3m9qx2abcd1", Day),
        new ReceiptIssued("20260302-7k3m9qx2abcd1", 2026, 17, "51010126", "捐赠收入", 1, "笔", 10_000, "clerk", "课桌椅", Day),
        new ReceiptReversed("20260302-7k3m9qx2abcd1", 2026, 17, "51010126", 10_000, 2026, 18, "51010126", "clerk", "付款人名称有误", Day),
        new ReceiptWaived("20260302-7k3m9qx2abcd1", "clerk", "捐赠人不需要票据", Day),
        new InterestDeclared("wang-cw", "清江远山实业有限公司", "配偶任监事", Day),
        new InterestEnded("wang-cw", "清江远山实业有限公司", "配偶已离任", Day),
        new ActionRequested("20260302-request000001", "make_payment", null, System.Text.Json.JsonSerializer.SerializeToElement(
            new { amountFen = 300_000, payee = "清江市第三小学", purpose = "购置课桌椅", fund = "yuanmeng", occurredOn = "2026-03-02" }),
            300_000, ["清江市第三小学"], 1, "wang-cw", Day),
        new ActionApproved("20260302-request000001", "zhao-sp", Day),
        new ActionRejected("20260302-request000002", "zhao-sp", "发票有误", Day),
        new ActionExecuted("20260302-request000001", "liu-kj", Day),
        new LotteryIndicatorIssued("fucai-2026", "清财社〔2026〕8号", LotteryLevel.City, 2026, LotteryPurpose.Elderly, "2296002-01",
            "建成社区养老服务站10个", 50_000_000, Day),
        new LotteryIndicatorDecomposed("fucai-2026", "dongshan", 2026, "东山县", "东山县民政局", "社区养老服务站", true,
            LotteryTreatment.Subsidy, 20_000_000, Day),
        new LotteryTranchePaid("fucai-2026", "dongshan", "20260302-tranche000001", 2026, "清财拨〔2026〕21号",
            LotteryTreatment.Subsidy, 10_000_000, Day),
        new LotteryExpenditureMade("fucai-2026", "dongshan", "20260302-spent00000001", 2026, LotteryExpense.Equipment,
            "清江医疗器械公司", "护理床", LotteryTreatment.Subsidy, 3_000_000, Day),
        new LotteryExpenditureReversed("fucai-2026", "dongshan", "20260302-spent00000001", "20260310-back000000001", 2026,
            "退货", LotteryTreatment.Subsidy, 500_000, Day),
        new LotteryCarriedOver("fucai-2026", "20261231-carry00000001", "dongshan", true, 2026, 2027, LotteryTreatment.Subsidy,
            1_000_000, Day),
        new LotteryMoneyRecovered("fucai-2026", "20261231-recover000001", null, false, 2026, "清财收〔2026〕3号", null,
            2_000_000, Day),
        new LotteryLabelRecorded("fucai-2026", "20260302-spent00000001", List, "东山县城关养老服务站", Day),
        new LotteryPerformanceEvaluated("fucai-2026", "20261231-evaluate00001", "dongshan", 92, "建成服务站4个，超出目标",
            "东山县民政局", Day),
        new LotterySalesRecorded("0123456789abc", new DateOnly(2026, 2, 1), "电脑票", 1_000_000_000, 3_600, 500_000, 360_500_000,
            Day, 360_500_000, Day, Day),
    ];
}
