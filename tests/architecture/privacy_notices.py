"""A new privacy notice: `python -m tests.architecture.privacy_notices 2026-2 2026-12-01` publishes one from that day.

What it tells of purposes, kinds of data and times is what the code declares; a version that was published is never
written again, as people have consented to it.
"""

import json
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any

from chassis import services
from chassis.holdings import holdings_of
from chassis.retention import rules_of
from contracts.purposes import PURPOSES
from services.residents.care import GROUPS
from services.residents.privacy import FOLDER

RIGHTS = {
    "zh": "您可以查阅、复制、更正、补充您的个人信息，要求解释处理规则，要求限制处理；迁出后可以要求删除。"
    "请凭有效证件到社区服务大厅提出，或登录后自行查阅。对答复不满意的，可以向网信部门投诉或向人民法院起诉。",
    "en": "You may see and copy what is held on you, have it corrected and completed, have its use explained and "
    "restricted, and have it erased once you have moved out. Ask at the service desk with a document, or look for "
    "yourself after signing in. You may complain to the cyberspace administration, or go to court.",
}
WITHDRAWAL = {
    "zh": "以同意为依据的用途，您可以随时在社区服务大厅或登录后撤回同意，撤回不影响此前的处理，也不影响您"
    "继续居住和享受其他服务；撤回后停止该用途，相关特殊群体登记当日结束。",
    "en": "You may withdraw a consent at any time, at the service desk or after signing in. What was done before "
    "stays lawful, your tenancy and other services go on; the use ends, and an entry of a special group that rests "
    "on it is closed that day.",
}
CHILDREN = {
    "zh": "不满十四周岁未成年人的个人信息属于敏感个人信息，其同意由已登记的监护人作出和撤回。",
    "en": "Data of children under fourteen are sensitive: their guardian on record consents and withdraws for them.",
}


def draft() -> dict[str, Any]:
    """What a notice tells by what the code declares now."""
    return {
        "purposes": [
            {"code": each.code, "zh": each.zh, "en": each.en, "basis": each.basis, "article": each.article,
             "data": data_for(each.code)}
            for each in PURPOSES.values()
        ],
        "sensitive": [{"zh": each.zh, "en": each.en, "basis": each.basis} for each in GROUPS.values()],
        "retention": [
            {"zh": rule.zh, "en": rule.en, "basis": rule.basis}
            for service in services.names()
            for rule in rules_of(service)
        ],
        "rights": RIGHTS,
        "withdrawal": WITHDRAWAL,
        "children": CHILDREN,
    }  # fmt: skip


def data_for(purpose: str) -> list[dict[str, str]]:
    """The kinds of data that all services hold for a purpose, each named once."""
    held = (each for service in services.names() for each in holdings_of(service))
    return list(_once({"zh": each.zh, "en": each.en} for each in held if each.purpose.code == purpose))


def _once(kinds: Iterable[dict[str, str]]) -> Iterable[dict[str, str]]:
    return {each["zh"]: each for each in kinds}.values()


if __name__ == "__main__":
    version, since = sys.argv[1], date.fromisoformat(sys.argv[2])
    text = json.dumps({"version": version, "since": str(since), **draft()}, ensure_ascii=False, indent=2)
    with (FOLDER / f"{version}.json").open("x", encoding="utf-8") as file:
        file.write(text + "\n")
