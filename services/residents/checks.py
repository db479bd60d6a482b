"""Words of checking the register: by what means, what may be seen at a door, and what casts doubt on a record."""

from datetime import date
from typing import Final, NamedTuple

NEVER: Final = date(1900, 1, 1)
"""Stands for the day of a check that has not been; no stay is as old."""

STALE_AFTER_DAYS: Final = 180
"""Every household is to be seen once in half a year (微网格员半年走遍)."""

MEANS: Final = {
    "visit": "入户走访",
    "phone": "电话核对",
    "counter": "窗口办理",
    "document": "证件材料",
    "self_declared": "本人申报",
}
"""How a record was checked."""

HOME, VACANT, OTHERS, LEFT = "found_home", "found_vacant", "found_others", "said_to_have_left"
OBSERVATIONS: Final = {
    HOME: "在家",
    VACANT: "发现空置",
    OTHERS: "发现他人居住",
    LEFT: "邻居称已搬走",
}
"""What somebody saw or heard at a door; nothing of it decides anything by itself."""

ABSENT: Final = (VACANT, OTHERS, LEFT)
"""What speaks for absence."""


class Ground(NamedTuple):
    """Why a household's record is to be checked, and how urgently; the gravest ground decides."""

    zh: str
    en: str
    risk: int


NEVER_CHECKED, STALE = "never_checked", "stale"
OBSERVED, IMPORT_CONFLICT, QUESTIONED, MERGED = "observed", "import_conflict", "questioned", "merged"

GROUNDS: Final[dict[str, Ground]] = {
    OBSERVED: Ground("有人发现空置、他人居住或已搬走", "Somebody saw that the household may be gone", 90),
    IMPORT_CONFLICT: Ground("与市级租约表不一致", "The city's lease roster says otherwise", 80),
    QUESTIONED: Ground("核实时对部分成员存疑", "A check left members of the household in question", 70),
    MERGED: Ground("成员的登记合并或拆分过", "Records of a member were merged or set apart", 50),
    NEVER_CHECKED: Ground("入住后尚未核实", "Never checked since somebody moved in", 40),
    STALE: Ground("超过核实期限", "Not checked for too long", 10),
}
DOUBTS: Final = (OBSERVED, IMPORT_CONFLICT, QUESTIONED, MERGED)
"""The grounds that are written down when they arise; the others follow from the days of checks."""
