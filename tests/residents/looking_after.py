"""People on the care list, and visits to them, over HTTP."""

from datetime import date
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.events.tables import OutboxRow
from services.residents.models import CarePlan
from services.residents.usecases import caring
from tests.residents.checking import LONG_AGO, TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.registers import Register


def home_of(register: Register, *names: str) -> tuple[UUID, list[UUID]]:
    return register.settle("A-1-1-0101", *(names or ("张三", "李四")), since=LONG_AGO)


def plan(client: FlaskClient, person: UUID, **more: Any) -> Any:
    given = {"tier": "weekly", "on": days_ago(10), **more}
    return client.post(f"/people/{person}/care-plans", json=given)


def due(client: FlaskClient, **asked: Any) -> list[tuple[str, str]]:
    items = client.get("/care-plans/due", query_string=asked).get_json()["items"]
    return [(each["person_id"], each["next_due"]) for each in items]


def visit(client: FlaskClient, household: UUID, *met: UUID, **more: Any) -> Any:
    given = {"on": days_ago(1), "met": [str(each) for each in met], "demands": "楼道灯坏了", **more}
    return client.post(f"/households/{household}/visits", json=given)


def announced(register: Register) -> list[str]:
    with register.own.reading() as session:
        wanted = select(OutboxRow.routing_key).where(OutboxRow.routing_key.startswith("care"))
        return list(session.scalars(wanted.order_by(OutboxRow.id)))


def the_plan(register: Register) -> CarePlan:
    with register.own.reading() as session:
        return session.scalars(select(CarePlan)).one()


def let_time_pass(register: Register, until: date, times: int = 2) -> None:
    for _ in range(times):
        with register.own.transaction() as session:
            caring.announce_due(session, today=until)


def follow(register: Register, person: UUID) -> None:
    with register.own.transaction() as session:
        caring.follow_moves(session, [person], today=TODAY)
