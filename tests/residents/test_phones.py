import pytest

from services.residents.phones import WrongPhone, parse_phone


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("13800138000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086-138-0013-8000", "13800138000"),
        ("１９９００１３８０００", "19900138000"),
        ("13800861234", "13800861234"),
        ("023-61520695", "023-61520695"),
        ("02361520695", "023-61520695"),
        ("(023)61520695", "023-61520695"),
        ("023－60086123", "023-60086123"),
    ],
)
def test_a_telephone_number_has_one_form(written: str, stored: str):
    assert parse_phone(written) == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "10000000000",
        "12800138000",
        "1380013800",
        "61520695",
        "023-6152069",
        "电话",
        "+85291234567",
        "023-61520695转3",
        "13800138OOO",
        "1380013ABCD",
    ],
)
def test_what_cannot_be_called_is_no_telephone_number(text: str):
    with pytest.raises(WrongPhone) as refused:
        parse_phone(text)

    assert "023-61520695" in refused.value.zh
