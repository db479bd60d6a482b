"""Words that people write: taken without the blanks around them, refused with characters nobody can see."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, fields

from chassis.web.wording import both

_LAYOUT: Final = "\n\r\t"
_UNSEEN: Final = {"Cc", "Cs"}
"""Not private or unassigned ones: names with rare characters are written with them."""
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")
"""They change the order in which others are shown, so that a name reads as another one."""

INVISIBLE: Final = both(
    "含有不可见的控制字符，请删除后重新填写。", "Holds invisible control characters: remove them."
)


class Text(fields.String):
    """Words of a person; lengths count without the blanks around them, so that blanks alone are no answer."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if any(_is_unseen(each) for each in text):
            raise ValidationError(INVISIBLE)
        return text


def _is_unseen(character: str) -> bool:
    if character in _LAYOUT:
        return False
    return character in _TURNING or unicodedata.category(character) in _UNSEEN
