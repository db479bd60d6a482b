from datetime import UTC, datetime

import pytest

from chassis.database import Database
from chassis.ids import new_id
from services.grievances.errors import AlreadySettled, CaseUnknown, DwellingUnknown, ReporterUnknown
from services.grievances.usecases.filing import file_cases, settle_case
from tests.grievances.cases import (
    HOME,
    NOON,
    PERSON,
    SHANGHAI,
    a_grievance,
    file,
    hear,
    read,
    registered,
    story,
)


def test_cases_are_numbered_by_the_day_in_the_community(own: Database):
    hear(own, registered())
    late = datetime(2026, 5, 16, 16, 30, tzinfo=UTC)

    numbers = [file(own).number, file(own).number, file(own, filed_at=late).number]

    assert numbers == ["MQ-20260516-0001", "MQ-20260516-0002", "MQ-20260517-0001"]


def test_cases_filed_together_are_numbered_in_their_order(own: Database):
    hear(own, registered())
    file(own)

    with own.transaction() as session:
        cases = file_cases(session, [a_grievance() for _ in range(3)], zone=SHANGHAI)

    assert [each.number[-4:] for each in cases] == ["0002", "0003", "0004"]


def test_a_case_is_about_a_known_dwelling(own: Database):
    with pytest.raises(DwellingUnknown):
        file(own)


@pytest.mark.parametrize("written", ["A-18-1-0503", "A区18栋1单元5-3", "18幢1-5-3", "１8#1-0503室"])
def test_a_dwelling_can_be_named_by_its_address_however_written(own: Database, written: str):
    hear(own, registered())

    assert file(own, dwelling=written).dwelling_id == HOME


@pytest.mark.parametrize("written", ["B-18-1-0503", "18幢1-5-4", "民德路3号"])
def test_an_address_of_no_dwelling_is_refused(own: Database, written: str):
    hear(own, registered())

    with pytest.raises(DwellingUnknown):
        file(own, dwelling=written)


def test_who_reports_by_name_has_lived_here(own: Database):
    hear(own, registered())

    with pytest.raises(ReporterUnknown):
        file(own, reporter_id=PERSON)


def test_what_was_said_is_stored_unreadable(own: Database):
    hear(own, registered())
    case = file(own)

    with own.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT description FROM cases").scalar_one()
    assert read(own, case).description == "楼上夜里装修"
    assert "装修".encode() not in bytes(stored)


def test_a_case_is_settled_once(own: Database):
    hear(own, registered())
    case = file(own)
    with own.transaction() as session:
        settle_case(session, case.id, now=NOON)

    with pytest.raises(AlreadySettled), own.transaction() as session:
        settle_case(session, case.id, now=NOON)
    assert story(own, case) == ["filed", "settled"]


def test_what_was_never_filed_cannot_be_settled(own: Database):
    with pytest.raises(CaseUnknown), own.transaction() as session:
        settle_case(session, new_id(), now=NOON)
