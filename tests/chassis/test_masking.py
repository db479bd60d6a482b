import pytest

from chassis.personal import masked_id_number


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("500107198501011234", "500107********1234"),
        ("12345678", "1*****78"),
        ("H12345678", "H******78"),
        ("CHNE12345678", "C*********78"),
        ("AUS310080050701", "A************01"),
    ],
)
def test_of_a_number_that_is_no_citizens_little_is_shown(number: str, shown: str):
    assert masked_id_number(number) == shown
