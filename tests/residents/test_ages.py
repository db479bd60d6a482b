from datetime import date

import pytest

from services.residents.ages import age_on, can_be, is_minor


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 24), date(2026, 11, 23), 17),
        (date(2008, 11, 24), date(2026, 11, 24), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 24), date(2026, 11, 24), 0),
    ],
)
def test_age_is_counted_in_full_years_as_of_a_day(born: date, day: date, age: int):
    assert (age_on(born, day), is_minor(born, day)) == (age, age < 18)


def test_who_has_no_birth_date_on_record_is_taken_for_an_adult():
    assert not is_minor(None, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("born", "possible"), [(date(2026, 11, 24), True), (date(2026, 11, 25), False), (date(1890, 1, 1), False)]
)
def test_nobody_is_born_tomorrow_or_in_another_century(born: date, possible: bool):  # noqa: FBT001
    assert can_be(born, date(2026, 11, 24)) is possible
