"""Ten years after it was settled a case tells no more who brought it, in none of its lines."""

from datetime import date

from sqlalchemy import update

from chassis.database import Database
from chassis.holdings import held_on
from services.grievances.models import SETTLED, Case
from services.grievances.retention import RULES
from tests.grievances.cases import (
    KEEPER,
    NOON,
    PERSON,
    file,
    filled,
    hear,
    moved_in,
    moved_out,
    read,
    registered,
    story,
)


def test_the_steps_of_a_case_name_its_reporter_no_longer_than_the_case_does(own: Database):
    hear(own, registered(), filled(1), moved_in(1))
    case = file(own, reporter_id=PERSON)
    hear(own, moved_out(2))
    with own.transaction() as session:
        session.execute(update(Case).values(state=SETTLED, settled_at=NOON))

    with own.transaction() as session:
        (rule,) = RULES
        rule.run(session, date(2037, 6, 1))

    assert story(own, case) == ["filed", "routed", "reporter_left"]
    assert [each.person_id for each in read(own, case).timeline] == [None, KEEPER, None]
    with own.reading() as session:
        assert [each.holding.zh for each in held_on(session, "grievances", PERSON)] == ["是否在住"]
