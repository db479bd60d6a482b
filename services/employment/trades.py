"""Work as it is offered around the estate: trades with their codes, conditions and pay, and who offers it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of work; pay in yuan, `weight` is how often it is met."""

    title: str
    occupation: str
    form: str
    hours: str
    pay_from: float
    pay_to: float
    pay_per: str
    line: str
    weight: int = 2


TRADES: Final = (
    Trade("保安（白班）", "4-07-05-01", "full_time", "day", 3200, 3800, "month", "物业", 5),
    Trade("保安（夜班）", "4-07-05-01", "full_time", "night", 3500, 4200, "month", "物业", 4),
    Trade("保洁员", "4-09-08-01", "full_time", "day", 2500, 3200, "month", "物业", 6),
    Trade("绿化养护工", "4-09-10-01", "temporary", "day", 120, 150, "day", "物业"),
    Trade("物业水电维修工", "6-31-01-03", "full_time", "shifts", 4500, 5500, "month", "物业"),
    Trade("物业客服", "4-06-01-01", "full_time", "day", 3300, 4000, "month", "物业"),
    Trade("超市收银员", "4-01-02-03", "full_time", "shifts", 3000, 3600, "month", "商贸", 5),
    Trade("理货员", "4-02-06-02", "full_time", "shifts", 3200, 4000, "month", "商贸", 3),
    Trade("服装导购", "4-01-02-01", "full_time", "shifts", 3500, 6000, "month", "商贸"),
    Trade("周末促销员", "4-01-02-01", "part_time", "day", 130, 180, "day", "商贸"),
    Trade("电子厂装配工", "6-25-03-00", "full_time", "shifts", 4800, 6500, "month", "电子", 6),
    Trade("电子产品检验员", "6-31-03-05", "full_time", "day", 4500, 5500, "month", "电子"),
    Trade("汽车零部件装调工", "6-22-02-01", "full_time", "shifts", 5500, 7500, "month", "机械", 4),
    Trade("摩托车装配工", "6-22-02-02", "full_time", "day", 5000, 7000, "month", "机械", 3),
    Trade("仓库管理员", "4-02-06-01", "full_time", "day", 3800, 4800, "month", "物流", 3),
    Trade("快递员", "4-02-07-08", "full_time", "flexible", 5500, 9000, "month", "物流", 4),
    Trade("快件分拣（夜间）", "4-02-07-09", "part_time", "night", 18, 22, "hour", "物流", 4),
    Trade("外卖骑手", "4-02-07-10", "full_time", "flexible", 6000, 10000, "month", "物流", 3),
    Trade("网约车司机", "4-02-02-01", "full_time", "flexible", 6000, 9000, "month", "出行", 4),
    Trade("校车司机", "4-02-02-01", "part_time", "day", 3000, 3500, "month", "出行", 1),
    Trade("家政服务员", "4-10-01-06", "full_time", "day", 4500, 6500, "month", "家政", 5),
    Trade("钟点工", "4-10-01-06", "part_time", "flexible", 30, 40, "hour", "家政", 4),
    Trade("育婴员", "4-10-01-02", "full_time", "shifts", 5500, 8500, "month", "家政"),
    Trade("养老护理员", "4-10-01-05", "full_time", "shifts", 4200, 5800, "month", "家政", 3),
    Trade("中餐厨师", "4-03-02-01", "full_time", "shifts", 5500, 8500, "month", "餐饮", 3),
    Trade("火锅店服务员", "4-03-02-05", "full_time", "shifts", 3500, 4500, "month", "餐饮", 4),
    Trade("食堂帮厨", "4-03-02-01", "part_time", "day", 18, 22, "hour", "餐饮", 3),
    Trade("缝纫工", "6-05-01-03", "full_time", "day", 4000, 6500, "month", "服饰"),
    Trade("手工编织外发（可带回家）", "6-09-03", "piecework", "flexible", 3.5, 8, "piece", "服饰", 4),
    Trade("饰品串珠外发（可带回家）", "6-09-03", "piecework", "flexible", 0.6, 1.5, "piece", "服饰", 4),
    Trade("美发师", "4-10-03-02", "full_time", "shifts", 4000, 8000, "month", "生活"),
)

LINES: Final = {
    "物业": "物业服务有限公司",
    "商贸": "商贸有限公司",
    "电子": "电子科技有限公司",
    "机械": "机械制造有限公司",
    "物流": "物流有限公司",
    "出行": "汽车服务有限公司",
    "家政": "家政服务有限公司",
    "餐饮": "餐饮管理有限公司",
    "服饰": "服饰有限公司",
    "生活": "生活服务有限公司",
}
"""How an employer of each line of business is called."""

AREAS: Final = (
    ("/500107/huayan/", 8),
    ("/500107/shiqiaopu/", 3),
    ("/500107/yangjiaping/", 3),
    ("/500107/zhongliangshan/", 3),
    ("/500107/erlang/", 3),
    ("/500107/xipeng/", 2),
    ("/500107/baishiyi/", 2),
    ("/500106/fengming/", 1),
    ("/500104/chunhuilu/", 1),
)
"""Where the work is, by district and street, with how often it is there."""
