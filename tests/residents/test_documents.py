from datetime import date

import pytest

from services.residents.documents import ID_TYPES, area_unknown, read_document
from services.residents.identity import WrongIdNumber, check_digit

TODAY = date(2026, 11, 20)


def a_number(first17: str) -> str:
    return first17 + check_digit(first17)


CITIZEN = a_number("51021219850101123")
HONG_KONG = a_number("81000019850101123")
TAIWAN = a_number("83000019850101123")
FOREIGN = a_number("93184019850101123")


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (CITIZEN, "resident_id"),
        (HONG_KONG, "hk_macao_residence_permit"),
        (a_number("82000019850101123"), "hk_macao_residence_permit"),
        (TAIWAN, "taiwan_residence_permit"),
        (FOREIGN, "foreign_permanent_resident_card"),
        ("110105491231002", "resident_id"),
    ],
)
def test_a_number_like_a_citizens_tells_what_it_is_of(written: str, kind: str):
    assert read_document(written, None, today=TODAY).kind == kind


@pytest.mark.parametrize(
    ("kind", "written", "stored"),
    [
        ("passport", "usa 531 234 567", "USA531234567"),
        ("passport", "CHN-E12345678", "CHNE12345678"),
        ("passport", "\u200bCHN\u2060E12345678\ufeff", "CHNE12345678"),
        ("hk_macao_travel_permit", "h1234567890", "H1234567890"),
        ("hk_macao_travel_permit", "M12345678", "M12345678"),
        ("taiwan_travel_permit", "12345678", "12345678"),
        ("foreign_permanent_resident_card", "AUS310080050701", "AUS310080050701"),
        ("foreign_permanent_resident_card", FOREIGN, FOREIGN),
        ("resident_id", CITIZEN, CITIZEN),
    ],
)
def test_a_number_of_each_kind_has_one_form(kind: str, written: str, stored: str):
    found = read_document(written, kind, today=TODAY)

    assert (found.kind, found.number) == (kind, stored)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("passport", "531234567"),
        ("passport", ""),
        ("hk_macao_travel_permit", "X12345678"),
        ("taiwan_travel_permit", "1234567"),
        ("hk_macao_residence_permit", CITIZEN),
        ("hk_macao_residence_permit", TAIWAN),
        ("taiwan_residence_permit", HONG_KONG),
        ("foreign_permanent_resident_card", CITIZEN),
        ("resident_id", CITIZEN[:-1]),
        ("none", CITIZEN),
    ],
)
def test_a_number_of_another_kind_is_refused_without_repeating_it(kind: str, written: str):
    with pytest.raises(WrongIdNumber) as refused:
        read_document(written, kind, today=TODAY)

    assert not written or written not in refused.value.zh + refused.value.en


@pytest.mark.parametrize("kind", ID_TYPES)
def test_every_kind_is_named_in_both_languages(kind: str):
    assert ID_TYPES[kind].zh
    assert ID_TYPES[kind].en


@pytest.mark.parametrize(
    ("first17", "unknown"),
    [("51021219850101123", False), ("99999919850101123", False), ("00000019850101123", True)],
)
def test_an_area_code_of_no_province_is_only_remarked_on(first17: str, unknown: bool):  # noqa: FBT001
    number = a_number(first17)

    assert area_unknown("resident_id", read_document(number, "resident_id", today=TODAY).number) is unknown


def test_passports_of_two_states_may_have_the_same_number():
    ours, theirs = (read_document(each, "passport", today=TODAY) for each in ("USA12345678", "GBR12345678"))

    assert ours.index != theirs.index


def test_a_passport_number_without_its_state_is_refused_with_the_remedy():
    with pytest.raises(WrongIdNumber) as refused:
        read_document("E12345678", "passport", today=TODAY)

    assert ("CHNE12345678" in refused.value.zh, "CHNE12345678" in refused.value.en) == (True, True)
