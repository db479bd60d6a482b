import pytest
from marshmallow import Schema, ValidationError, validate

from chassis.web.texts import INVISIBLE, Text


class Note(Schema):
    text = Text(required=True, validate=validate.Length(2, 4))


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("  张三 ", "张三"),
        ("一\n二", "一\n二"),
        ("\u3000王五\u3000", "王五"),
        ("\ue863\ue864", "\ue863\ue864"),
    ],
)
def test_words_are_taken_without_the_blanks_around_them(written: str, taken: str):
    assert Note().load({"text": written}) == {"text": taken}


@pytest.mark.parametrize("blank", ["", "   ", "\u3000\u3000", " 字 "])
def test_blanks_do_not_count(blank: str):
    with pytest.raises(ValidationError) as refused:
        Note().load({"text": blank})

    assert refused.value.messages == {"text": ["Length must be between 2 and 4."]}


@pytest.mark.parametrize(
    "unseen", ["张\x00三", "张\x1b三", "张\u202e三", "张\ud800三", "张\x7f三", "张\u0085三"]
)
def test_characters_nobody_sees_are_refused(unseen: str):
    with pytest.raises(ValidationError) as refused:
        Note().load({"text": unseen})

    assert refused.value.messages == {"text": [INVISIBLE]}
