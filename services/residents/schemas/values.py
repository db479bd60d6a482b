"""Values that may stand in several fields."""

from marshmallow import validate

from chassis.web.wording import both
from services.residents.documents import ID_TYPES

AREA = validate.Regexp(
    r"^/([a-z0-9_-]+/)+$",
    error=both("请填写路径，如 /huafu/c2/b18/。", "Write a path such as /huafu/c2/b18/."),
)
RELATIONS = ["tenant", "spouse", "child", "parent", "sibling", "other"]
REASONS = ["tenancy_ended", "left_household", "died", "found_absent"]
ID_TYPE = validate.OneOf(list(ID_TYPES), labels=[each.zh for each in ID_TYPES.values()])
