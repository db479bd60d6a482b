"""Everything that is done with people over HTTP, and the words said in it that nobody else may read."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from click.testing import CliRunner
from sqlalchemy import select

from chassis import clock, database
from services.residents.commands import residents_group
from services.residents.models import Dwelling, Stay, Tenancy
from tests.system.community import Community
from tests.system.load import CREDIT_CODE, a_posting

COMPLAINT = "楼上张大爷的药味很重"
SAID = {
    "situation": "王阿姨独自带着两个孙子",
    "difficulties": "孙子的学费已欠了一学期",
    "demands": "想给儿媳申请临时救助",
    "action": "当场替她联系了社工小罗",
}
PROMISE, ADDED = "周五送降压药给王阿姨", "王阿姨的女儿从广东回来了"
SEEN, NOTE, HAND_OVER = "屋里住着表弟一家三口", "每周三次肾透析", "后续由南岸区彭医生随访"
PROOF = "签字表由其妹李大姐代签"
GROUP = "bereaved"
"""A special group that nobody of the demo belongs to."""
TENANT = {"name": "欧阳若兰", "phone": "13912345678", "id_number": "11010519491231002X"}
LEAVER = {"name": "司马相如", "phone": "13611112222", "id_number": "110105198806053718"}
"""Who leaves, and is forgotten everywhere."""
NEW_PHONES = ("13812340987", "13512348765")
REPLACED = {TENANT["phone"], NEW_PHONES[0]}
"""What is kept nowhere in the end."""
CHILD = {"name": "欧阳念慈", "birth_date": "2019-05-16"}

_REASONS = {
    each: f"{each}：上门核对王阿姨的证件"
    for each in (
        "查看", "查找", "合并", "拆分", "判定", "限制", "解除限制", "抹去", "撤销迁出", "撤销离户",
        "导出花名册", "导出日记", "导出个人", "重划网格",
    )
}  # fmt: skip


def words() -> dict[str, str]:
    """Everything that is said and written here, and what it is."""
    found = dict.fromkeys((COMPLAINT, *SAID.values(), PROMISE, ADDED, SEEN, NOTE, HAND_OVER, PROOF), "words")
    found |= dict.fromkeys(_REASONS.values(), "reason") | {GROUP: "special group"}
    found |= {value: key for each in (TENANT, LEAVER) for key, value in each.items()}
    return found | dict.fromkeys(NEW_PHONES, "phone") | {CHILD["name"]: "name"}


class Life:
    """A life as full as the system allows, of a household of the demo and of people who come to it."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.today: date = clock.today()
        self.day = {"on": str(self.today)}
        self.residents = community.api("residents")
        with database.of("residents").reading() as session:
            lives_here = select(Stay).where(Stay.until.is_(None), Stay.relation == "tenant")
            stay = session.scalars(lives_here.order_by(Stay.id).limit(1)).one()
            self.household, self.person = stay.household_id, stay.person_id
            let = select(Tenancy.dwelling_id).where(Tenancy.until.is_(None))
            self.free = session.scalars(select(Dwelling).where(Dwelling.id.not_in(let)).limit(1)).one()
        self.newcomer = self.records(TENANT, headers={"Idempotency-Key": "once"})
        self.leaver = self.records(LEAVER)
        self.child = self.records(CHILD)

    def records(self, who: dict[str, Any], **more: Any) -> str:
        """Enter somebody into the register."""
        person: str = self.residents.post("/people", who, **more)["id"]
        return person

    def everything(self) -> None:
        """All of it but forgetting, in an order in which everything is allowed."""
        for part in (
            self.they_join, self.they_are_looked_after, self.they_are_visited, self.they_are_looked_at,
            self.a_record_is_made_twice, self.they_agree_and_disagree, self.they_work_and_complain,
            self.they_move, self.files_are_handed_over,
        ):  # fmt: skip
            part()

    def they_join(self) -> None:
        """Three come to live with a household; one of them is a child."""
        for person in (self.newcomer, self.leaver, self.child):
            self.of_household("members", {"person_id": person, "relation": "other", **self.day})
        self.residents.put(f"/people/{self.child}/guardian", {"guardian_id": self.newcomer})
        self.residents.put(f"/people/{self.newcomer}/hukou", {"hukou": "511523"})
        for phone in NEW_PHONES:
            self.residents.put(f"/people/{self.newcomer}/contact", {"phone": phone})

    def they_are_looked_after(self) -> None:
        """One is of a special group and on the care list, and that ends."""
        tag = {"group": GROUP, "source": "visit", "since": str(self.today), "note": NOTE}
        tagged = self.of(self.newcomer, "care-tags", tag)["id"]
        plan = self.of(self.newcomer, "care-plans", {"tier": "weekly", **self.day})["id"]
        self.residents.post(f"/care-tags/{tagged}/closing", self.day)
        self.of(self.newcomer, "care-tags", tag)
        close = {"step": "close", "hand_over": HAND_OVER, **self.day}
        self.residents.post(f"/care-plans/{plan}/steps", close)

    def they_are_visited(self) -> None:
        """Somebody comes, writes down what was said, promises something, sees somebody and adds to it."""
        promised = {"what": PROMISE, "due_on": str(self.today)}
        visit = self.of_household(
            "visits", {**self.day, "met": [self.newcomer], **SAID, "follow_ups": [promised]}
        )["id"]
        self.residents.post(f"/visits/{visit}/addenda", {"text": ADDED})
        (open_one,) = self.residents.get(f"/visits/{visit}")["follow_ups"]
        self.residents.post(f"/follow-ups/{open_one['id']}/done", self.day)
        self.of_household("observations", {**self.day, "seen": "found_others", "note": SEEN})
        self.of_household("verifications", {**self.day, "means": "visit"})

    def they_are_looked_at(self) -> None:
        """One is shown in clear and looked up by number and by phone."""
        self.of(self.newcomer, "unmasking", {"reason": _REASONS["查看"]})
        for key in ("id_number", "phone"):
            asked = {key: LEAVER[key], "reason": _REASONS["查找"]}
            assert self.residents.post("/people/searches", asked)

    def a_record_is_made_twice(self) -> None:
        """One is recorded a second time, found to be two, judged, merged and set apart again."""
        twin = {
            "name": TENANT["name"],
            "birth_date": "1949-12-31",
            "confirmed_distinct_from": [self.newcomer],
        }
        again = self.records(twin)
        found = CliRunner().invoke(residents_group, ["duplicates"], catch_exceptions=False)
        assert found.exit_code == 0, found.output
        pairs = self.residents.all("/duplicates", state="distinct")
        (pair,) = [each["id"] for each in pairs if again in (each["first"]["id"], each["second"]["id"])]
        for verdict in ("proposed", "distinct"):
            judged = {"verdict": verdict, "reason": _REASONS["判定"]}
            self.residents.put(f"/duplicates/{pair}/judgement", judged)
        self.of(again, "merge", {"into": self.newcomer, "reason": _REASONS["合并"]})
        self.of(again, "unmerge", {"reason": _REASONS["拆分"]})

    def they_agree_and_disagree(self) -> None:
        """One consents to something and takes it back, and wants data left alone for a while."""
        purpose = {"purpose": "job_matching", **self.day}
        self.of(self.newcomer, "consents", {**purpose, "channel": "paper", "proof": PROOF})
        self.of(self.newcomer, "consents/withdrawal", purpose)
        self.of(self.newcomer, "restriction", {**self.day, "reason": _REASONS["限制"]})
        self.of(self.newcomer, "restriction/lifting", {**self.day, "reason": _REASONS["解除限制"]})

    def they_work_and_complain(self) -> None:
        """A case, a wish for work, an employer and a posting."""
        employment = self.community.api("employment")
        case = {"dwelling_id": str(self.free.id), "category": "other", "description": COMPLAINT}
        self.community.api("grievances").post("/cases", {**case, "reporter_id": self.leaver})
        for person in (str(self.person), self.leaver):
            employment.post("/wishes", {"person_id": person})
        employer = {"name": "重庆某某物业", "credit_code": CREDIT_CODE, "phone": "13787654321"}
        employment.post("/postings", a_posting(employment.post("/employers", employer)["id"]))

    def they_move(self) -> None:
        """One leaves by mistake, the household changes its dwelling, leaves by mistake, and a roster comes."""
        leaving = {"person_id": self.leaver, **self.day}
        self.of_household("leavings", leaving)
        self.of_household("leavings/reversal", {"person_id": self.leaver, "reason": _REASONS["撤销离户"]})
        self.of_household("leavings", leaving)
        lease_ends = str(self.today + timedelta(days=300))
        lease = {"dwelling_id": str(self.free.id), "contract_number": "HF-X", "lease_ends": lease_ends}
        self.of_household("exchange", {**lease, **self.day})
        self.of_household("move-out", self.day)
        self.of_household("move-out/reversal", {"reason": _REASONS["撤销迁出"]})
        with (self.community.folder / "next-month.xlsx").open("rb") as file:
            taken = self.residents.post("/lease-imports", files={"file": file})
        assert taken["faults"]
        assert sum(taken["changes"].values())
        grid = f"{self.free.grid_path[:-1]}-9/"
        drawn = {"path": grid, "name": "新网格", "areas": [self.free.path]}
        self.residents.post(
            "/grids/redrawings", {**self.day, "reason": _REASONS["重划网格"], "grids": [drawn]}
        )
        self.of_household("move-out", self.day)

    def files_are_handed_over(self) -> None:
        """Rosters, the diary, and all that is held on somebody, in every service and both forms."""
        for path, key in (("/rosters/exports", ""), ("/rosters/exports/in-clear", "导出花名册"),
                          ("/visits/diary", "导出日记"), ("/verifications/rounds", "")):  # fmt: skip
            assert self.residents.file(path, {"reason": _REASONS[key]} if key else {})
        for door in map(self.community.api, ("residents", "grievances", "employment", "notifications")):
            for form in ("json", "xlsx"):
                assert door.file(
                    f"/people/{self.leaver}/export", {"reason": _REASONS["导出个人"], "form": form}
                )

    def one_is_forgotten(self) -> None:
        """Who left is erased, in every service."""
        self.of(self.leaver, "erasure", {**self.day, "reason": _REASONS["抹去"]})

    def of(self, person: str | UUID, what: str, body: dict[str, Any]) -> Any:
        """Do something with a person."""
        return self.residents.post(f"/people/{person}/{what}", body)

    def of_household(self, what: str, body: dict[str, Any]) -> Any:
        """Do something with the household."""
        return self.residents.post(f"/households/{self.household}/{what}", body)
