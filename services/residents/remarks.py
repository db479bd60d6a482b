"""Remarks: what an answer draws attention to, and refuses nothing for."""

from collections.abc import Mapping
from typing import Final

from chassis.web.wording import both

REMARKS: Final[Mapping[str, str]] = {
    "area-code-unknown": both(
        "证件号码的地区代码不在行政区划代码之列，请对照证件核对；无误则不必处理。",
        "The ID number begins with no known area code: compare it with the card; if it is right, all is well.",
    ),
    "minor-without-guardian": both(
        "未成年人独自居住且未登记监护人，请核实情况并登记监护人。",
        "A minor lives without an adult and no guardian is on record: find out, and record one.",
    ),
    "use-restricted": both(
        "此人的个人信息已限制处理：只保存、不使用，新的登记事项不予办理。",
        "The data of this person may be kept only: nothing new is done with them.",
    ),
}
"""By code."""
