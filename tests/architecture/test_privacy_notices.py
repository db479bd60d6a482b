"""What people are told of the use of their data is what the code declares."""

from contracts.purposes import PURPOSES
from services.residents.privacy import published
from tests.architecture.privacy_notices import draft


def test_the_newest_notice_tells_what_is_declared_now():
    newest = published()[-1]

    assert newest.told == draft(), (
        "Purposes, holdings or times have changed: publish a new notice by "
        "`python -m tests.architecture.privacy_notices <version> <first day>`."
    )


def test_every_purpose_is_told_with_what_is_held_for_it():
    told = {each["code"]: each["data"] for each in published()[-1].told["purposes"]}

    assert set(told) == set(PURPOSES)
    assert all(told[each] for each in set(PURPOSES) - {"special_care"})


def test_no_two_notices_begin_on_one_day_or_have_one_name():
    notices = published()

    assert len({each.since for each in notices}) == len({each.version for each in notices}) == len(notices)
