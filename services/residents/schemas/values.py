"""Values that may stand in several fields."""

from marshmallow import validate

from chassis.patterns import Whole
from chassis.web.wording import both
from services.residents.documents import ID_TYPES

AREA = Whole(
    r"^/([a-z0-9_-]+/)+$",
    error=both("请填写路径，如 /huafu/c2/b18/。", "Write a path such as /huafu/c2/b18/."),
)
HUKOU = Whole(
    r"^[1-8][0-9](?!00)[0-9]{4}(?:[0-9]{3}){0,2}$",
    error=both(
        "请填写户籍地区划代码：区县6位、乡镇街道9位或村居12位数字。",
        "Write the code of the district (6 digits), town (9) or village (12) of registration.",
    ),
)
"""Divisions as GB/T 2260 and GB/T 10114 number them."""
RELATIONS = ["tenant", "spouse", "child", "parent", "sibling", "other"]
MOVE_OUT_REASONS = ["tenancy_ended", "died", "found_absent"]
REASONS = ["tenancy_ended", "left_household", "died", "found_absent"]
ID_TYPE = validate.OneOf(list(ID_TYPES), labels=[each.zh for each in ID_TYPES.values()])
