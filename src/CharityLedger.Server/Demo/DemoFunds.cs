using CharityLedger.Contracts;
using CharityLedger.Server.Funds;

namespace CharityLedger.Server.Demo;

/// <summary>A pot of money in the demo: whom it pays, and how many of a hundred gifts go to it.</summary>
/// <param name="Fund">The named fund; null for general money.</param>
/// <param name="Campaign">The campaign that restricts it.</param>
/// <param name="Purpose">The stated purpose that restricts it.</param>
/// <param name="Share">Gifts of a hundred.</param>
/// <param name="Uses">Payees with purposes, taken in turn.</param>
internal sealed record DemoPot(string? Fund, string? Campaign, string? Purpose, int Share,
    (string Payee, string Purpose)[] Uses)
{
    public Bucket Bucket => Bucket.Of(Fund, Campaign, Purpose);
}

/// <summary>The three named funds of the demo, its campaign, and two purposes that donors stated.</summary>
internal static class DemoFunds
{
    public const string Study = "qinghe", Relief = "anlan", Elders = "mujin", NeighboursCampaign = "邻里守望行动";

    /// <summary>The fund that sets a management fee aside.</summary>
    public const int ReliefFeeBasisPoints = 500;

    public static readonly string[] Sponsors = ["云汀青禾食品有限公司", "安澜水务集团有限公司", "云汀暮锦置业有限公司"];

    public static readonly string[] Ids = [Study, Relief, Elders];

    public static readonly DemoPot[] Pots =
    [
        new(null, null, null, 44, DemoWords.General),
        new(Study, null, null, 15,
        [
            ("云汀市第三中学", "困难学生助学金（第一批）"), ("东岭乡中心小学", "午餐补助"), ("云汀市职业技术学校", "实训工具与校服"),
            ("河湾镇九年一贯制学校", "住宿生床品"), ("云汀市第三中学", "困难学生助学金（第二批）"), ("云汀市特殊教育学校", "教具购置"),
        ]),
        new(Relief, null, null, 13,
        [
            ("河湾镇困难家庭（12户）", "大病临时救助"), ("云汀市人民医院", "贫困患者手术费资助"), ("东岭乡受灾家庭（17户）", "火灾过渡安置"),
            ("云汀市人民医院", "儿童先心病筛查"), ("澜桥街道困难家庭（9户）", "突发事故救助"),
        ]),
        new(Elders, null, null, 9,
        [
            ("云汀市夕阳红养老服务中心", "失能老人护理床"), ("澜桥街道长者食堂", "高龄老人助餐"), ("东岭乡敬老院", "助浴设备更新"),
            ("云汀市老年大学", "适老化教室改造"),
        ]),
        new(null, NeighboursCampaign, null, 11,
        [
            ("云汀市救助管理站", "应急生活包2,000份"), ("东岭乡困难家庭（86户）", "生活困难补助"), ("河湾镇敬老院", "被服更新"),
        ]),
        new(null, null, "乡村小学图书角", 5, [("东岭乡中心小学", "图书角建设"), ("河湾镇九年一贯制学校", "图书及书架")]),
        new(Study, null, "女童助学", 3, [("云汀市第三中学", "女童助学金")]),
    ];

    public static IEnumerable<EstablishFund.Request> Agreements(DateOnly on) =>
    [
        new("青禾助学冠名基金", Sponsors[0], "资助困难家庭学生完成学业", on, Study, Agreement: "云慈协第011号"),
        new("安澜救急冠名基金", Sponsors[1], "突发急难家庭救助与大病救助", on, Relief, Agreement: "云慈协第014号",
            ManagementFeeBasisPoints: ReliefFeeBasisPoints),
        new("暮锦敬老冠名基金", Sponsors[2], "改善困难老人与养老机构的生活条件", on, Elders, Agreement: "云慈协第017号"),
    ];
}
