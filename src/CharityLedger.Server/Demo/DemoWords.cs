namespace CharityLedger.Server.Demo;

/// <summary>
/// Words that the invented people, bodies and payments of the demo are made of. The city of 云汀 does not exist.
/// </summary>
internal static class DemoWords
{
    public const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈";

    public const string GivenNames =
        "伟芳娜敏静秀丽强磊军洋艳勇杰娟涛明超霞平刚玲桂文华建国梅兰鹏飞燕红宁波晨阳欣怡子涵雨桐浩然思远嘉琪志远雅婷梓萱博文安琪";

    public static readonly string[] Brands =
    [
        "松禾", "晨屿", "澜石", "青岑", "远穗", "恒泽", "朗川", "瑞梧", "嘉麓", "拓嵘", "和甸", "云杉", "沐桥", "启砚", "衡舟", "溪棠",
        "南畹", "丰稔", "槐序", "望屏",
    ];

    public static readonly string[] Trades =
    [
        "建材", "食品", "电子科技", "纺织", "物流", "机械制造", "药业", "文化传媒", "新能源", "园林工程", "餐饮管理", "商贸", "物业服务", "印刷包装",
    ];

    public static readonly string[] Bodies =
    [
        "云汀市澜桥街道社区居民委员会", "云汀市第二实验小学工会", "云汀市青年企业家协会", "云汀市建筑业商会", "云汀市退役军人志愿服务协会",
        "云汀市女企业家联合会", "云汀市河湾镇商会", "云汀市作家协会",
    ];

    /// <summary>What the federation itself does with general money: payee and purpose.</summary>
    public static readonly (string Payee, string Purpose)[] General =
    [
        ("云汀市社会福利院", "孤寡老人慰问及衣被采购"), ("河湾镇困难家庭（23户）", "临时生活救助"), ("云汀市残疾人康复中心", "康复辅具购置"),
        ("澜桥街道长者食堂", "助餐补贴"), ("云汀市救助管理站", "流浪乞讨人员生活物资"), ("东岭乡困难家庭（41户）", "危房修缮补助"),
        ("云汀市儿童福利院", "营养餐改善"), ("云汀市志愿服务中心", "志愿者保险与物资"),
    ];
}
