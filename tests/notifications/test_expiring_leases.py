"""A tenant is told once that the lease ends, under whatever id they live here."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from chassis import clock
from chassis.database import Database
from chassis.events.message import Received
from chassis.events.tables import OutboxRow
from contracts.residents import ProcessingRestricted, TenancyExpiring
from services.notifications.models import Message
from services.notifications.usecases import copies, telling
from tests.notifications.test_merged_recipients import (
    AREA,
    GRID,
    KEPT,
    MERGED,
    STRANGER,
    hear,
    inbox,
    merged,
    moved_in,
    moved_out,
    received,
)


def expiring(*, lease_ends: date, tenant: UUID = KEPT) -> Received[Any]:
    lease = {"tenancy_id": STRANGER, "household_id": STRANGER, "tenant_id": tenant, "dwelling_id": STRANGER,
             "area": AREA, "grid": GRID, "lease_ends": lease_ends}  # fmt: skip
    return received(TenancyExpiring(**lease), int(lease_ends.strftime("%Y%m%d")))


def tell(own: Database, *events: Received[Any]) -> None:
    with own.transaction() as session:
        telling.tell_of_expiring_leases(session, events)


def test_the_tenant_is_told_once_for_each_end_of_the_lease(own: Database):
    hear(own, moved_in(KEPT), moved_in(STRANGER))
    soon, over = clock.today() + timedelta(days=60), clock.today() - timedelta(days=1)

    for _ in range(2):
        tell(own, expiring(lease_ends=soon), expiring(lease_ends=soon))
        tell(own, expiring(lease_ends=over))

    assert sorted(inbox(own, KEPT)) == sorted(
        [f"租约将于{soon}到期，如需续租请尽早到社区办理", f"租约已于{over}到期，如需续租请尽早到社区办理"]
    )
    assert inbox(own, STRANGER) == []
    with own.reading() as session:
        assert len(session.scalars(select(OutboxRow)).all()) == 2


def test_a_tenant_whose_records_were_merged_is_told_under_the_id_they_live_under(own: Database):
    hear(own, moved_in(KEPT), moved_out(KEPT), moved_in(MERGED), merged())

    tell(own, expiring(lease_ends=clock.today(), tenant=KEPT))

    with own.reading() as session:
        assert session.scalars(select(Message.person_id)).all() == [MERGED]
    assert len(inbox(own, KEPT)) == 1


@pytest.mark.parametrize("why", ["left", "restricted", "long ago"])
def test_nobody_is_told_who_left_or_is_restricted_nor_of_what_is_long_over(own: Database, why: str):
    hear(own, moved_in(KEPT))
    lease_ends = clock.today()
    if why == "left":
        hear(own, moved_out(KEPT))
    elif why == "restricted":
        with own.transaction() as session:
            copies.keep_restrictions(
                session, [received(ProcessingRestricted(person_id=KEPT, on=lease_ends), 9)]
            )
    else:
        lease_ends -= timedelta(days=93)

    tell(own, expiring(lease_ends=lease_ends))

    assert inbox(own, KEPT) == []
