"""Somebody moves out, by roster or by single command: everything that hangs on them follows."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from chassis import clock
from chassis.ids import new_id
from tests.residents.rosters import HEADINGS
from tests.system.community import Community
from tests.system.estate import Estate, Family, Someone, a_settled_estate
from tests.system.load import CREDIT_CODE, a_posting
from tests.system.processes import ROOT
from tests.system.quiet import await_quiet, nothing_is_wrong

_RELATIONS = {"tenant": "承租人", "spouse": "配偶", "child": "子女", "other": "其他亲属"}


def a_roster(families: Sequence[Family], path: Path) -> Path:
    """The city's lease roster of these families."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEADINGS)
    for family in families:
        for member in family.members:
            page.append(
                [family.flat.written, family.contract, member.name, member.id_number, _RELATIONS[member.relation],
                 member.phone, str(family.since), str(family.lease_ends)]
            )  # fmt: skip
            for cell in page[page.max_row]:
                cell.data_type = "s"
    book.save(path)
    return path


def on_roster(community: Community, building: str, day: date | None = None) -> set[str]:
    """Who is on a building's roster."""
    when = {"on": str(day)} if day else {}
    return {each["person_id"] for each in community.api("residents").all("/rosters", area=building, **when)}


def imported_by_http(community: Community, roster: Path) -> dict[str, int]:
    with roster.open("rb") as file:
        changes: dict[str, int] = community.api("residents").post("/lease-imports", files={"file": file})[
            "changes"
        ]
    return changes


def imported_by_command(community: Community, roster: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "chassis", "import", "leases", str(roster)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def estate(community: Community) -> Estate:
    community.start_everything()
    estate = a_settled_estate()
    await_quiet(community)
    return estate


def ids(*people: Someone) -> set[str]:
    return {str(each.id) for each in people}


def a_case(community: Community, family: Family) -> dict[str, Any]:
    body = {
        "dwelling_id": str(family.flat.id), "category": "noise", "description": "楼上夜里装修。",
        "reporter_id": str(family.tenant.id),
    }  # fmt: skip
    made: dict[str, Any] = community.api("grievances").post("/cases", body)
    return made


def test_whoever_leaves_the_lease_roster_leaves_everything_in_order(
    community: Community, estate: Estate, tmp_path: Path
):
    keeper, neighbour = estate.families[0], estate.families[1]
    building, today = keeper.flat.building, clock.today()
    leaver = str(keeper.tenant.id)
    wish = community.api("employment").post("/wishes", {"person_id": leaver})
    employer = community.api("employment").post(
        "/employers",
        {"name": "重庆安邻物业服务有限公司", "credit_code": CREDIT_CODE, "phone": "023-68430000"},
    )["id"]
    await_quiet(community)
    community.api("employment").post("/postings", a_posting(employer, title="保安"))
    await_quiet(community)
    own, neighbours = a_case(community, keeper), a_case(community, neighbour)
    assert own["assignee_id"] == neighbours["assignee_id"] == leaver
    estate.families.remove(keeper)
    newcomer = Family(
        new_id(), estate.vacant()[-1], "HF-NEW", today, today + timedelta(days=365), [estate.someone()]
    )
    roster = a_roster([*estate.families, newcomer], tmp_path / "roster.xlsx")

    changes = imported_by_http(community, roster)
    await_quiet(community)

    assert {what: count for what, count in changes.items() if count} == {"move_outs": 1, "move_ins": 1}
    assert not on_roster(community, building) & ids(*keeper.members)
    assert ids(*keeper.members) <= on_roster(community, building, today - timedelta(days=1))
    (vacant,) = community.api("residents").all("/posts", vacant=True)
    assert (vacant["kind"], vacant["area"]) == ("hub_household", building)
    for case, contact in ((own, "moved_out"), (neighbours, "reachable")):
        now = community.api("grievances").get(f"/cases/{case['id']}")
        assert (now["reporter_contact"], now["state"], now["dwelling_id"]) == (
            contact,
            "open",
            case["dwelling_id"],
        )
        assert now["assignee_id"] == str(estate.workers[keeper.flat.grid])
    (ended,) = community.api("employment").all("/wishes", person_id=leaver)
    assert (ended["id"], ended["state"], ended["end_reason"]) == (wish["id"], "ended", "moved_out")

    community.api("employment").post("/postings", a_posting(employer, title="保洁"))
    await_quiet(community)

    kept = community.api("notifications").all(f"/inboxes/{leaver}")
    assert [message["title"] for message in kept] == ["保安"]

    before = on_roster(community, "/huafu/")
    again = imported_by_http(community, roster)
    imported_by_command(community, roster)
    await_quiet(community)

    assert set(again.values()) == {0}
    assert on_roster(community, "/huafu/") == before
    nothing_is_wrong()


def test_single_commands_change_the_rosters_from_their_day_on(community: Community, estate: Estate):
    api, today = community.api("residents"), clock.today()
    yesterday = today - timedelta(days=1)
    mover, host, leaving = estate.families[1], estate.families[2], estate.families[3]
    target = next(flat for flat in estate.vacant() if flat.building != mover.flat.building)
    guest = api.post("/people", {"name": "李小红"})["id"]

    api.post(
        f"/households/{mover.id}/exchange",
        {"dwelling_id": str(target.id), "contract_number": "HF-X", "on": str(today),
         "lease_ends": str(today + timedelta(days=300))},
    )  # fmt: skip
    api.post(f"/households/{host.id}/members", {"person_id": guest, "relation": "other", "on": str(today)})
    api.post(
        f"/households/{leaving.id}/leavings", {"person_id": str(leaving.members[1].id), "on": str(today)}
    )
    await_quiet(community)

    here, there = mover.flat.building, target.building
    assert ids(*mover.members) <= on_roster(community, there) - on_roster(community, here)
    assert ids(*mover.members) <= on_roster(community, here, yesterday) - on_roster(
        community, there, yesterday
    )
    assert guest in on_roster(community, here) - on_roster(community, here, yesterday)
    assert ids(*leaving.members) & on_roster(community, here) == ids(leaving.tenant, *leaving.members[2:])
    nothing_is_wrong()


def test_a_move_out_by_mistake_is_taken_back_in_every_service(community: Community, estate: Estate):
    keeper, today = estate.families[0], clock.today()
    leaver, building = str(keeper.tenant.id), keeper.flat.building
    community.api("employment").post("/wishes", {"person_id": leaver})
    case = a_case(community, keeper)
    api = community.api("residents")
    api.post(f"/households/{keeper.id}/move-out", {"on": str(today)})
    await_quiet(community)
    assert api.all("/posts", vacant=True)

    api.post(f"/households/{keeper.id}/move-out/reversal", {"reason": "误登记，已核实"})
    await_quiet(community)

    assert ids(*keeper.members) <= on_roster(community, building)
    assert api.all("/posts", vacant=True) == []
    now = community.api("grievances").get(f"/cases/{case['id']}")
    assert (now["reporter_contact"], now["assignee_id"]) == ("reachable", leaver)
    assert [each["state"] for each in community.api("employment").all("/wishes", person_id=leaver)] == [
        "open"
    ]
    nothing_is_wrong()
